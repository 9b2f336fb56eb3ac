package io.devthread.realtime.community;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The people whom a text addresses by {@code @name}, outside of code, URLs and e-mail addresses. A name may contain
 * {@code -} and {@code _}, which people also put behind names: {@code @carol-approved} is carol, unless there is
 * somebody of that longer name. So each mention is a list of candidates, and who exists decides.
 *
 * @param candidates of each mention, in lower case, the longest first
 */
record Mentions(List<List<String>> candidates) {
    private static final Pattern WORD = Pattern.compile("[^\\p{IsWhite_Space}]+");
    private static final Pattern NAME = Pattern.compile("@([A-Za-z0-9_-]++)");
    private static final String INSIDE_ADDRESSES = "_%+-";

    static Mentions in(String content) {
        List<List<String>> found = new ArrayList<>();
        for (String paragraph : Prose.of(content)) {
            WORD.matcher(paragraph).results().forEach(word -> read(word.group(), found));
        }
        return new Mentions(found.stream().distinct().toList());
    }

    /** Everybody who may be meant. */
    Set<String> names() {
        return candidates.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** Those of {@code known} who are meant, each once, in the order of the text. */
    List<String> among(Collection<String> known) {
        return candidates.stream()
                .flatMap(names -> names.stream().filter(known::contains).limit(1))
                .distinct()
                .toList();
    }

    private static void read(String word, List<List<String>> found) {
        Matcher name = NAME.matcher(word);
        while (name.find()) {
            if (mayBegin(word.substring(0, name.start())) && mayEnd(word, name.end())) {
                found.add(prefixes(name.group(1), joins(word, name.end())));
            }
        }
    }

    /** Not behind what makes it an e-mail address or a URL. */
    private static boolean mayBegin(String before) {
        if (before.isEmpty()) {
            return true;
        }
        int last = before.codePointBefore(before.length());
        boolean isPath = last == '/' && (before.contains(".") || before.contains(":"));
        return last != '@' && !isPath && !isLocalPart(before, last) && !isUrl(before);
    }

    /** Of an e-mail address. */
    private static boolean isLocalPart(String before, int last) {
        return isWordCharacter(last)
                || INSIDE_ADDRESSES.indexOf(last) >= 0 && before.codePoints().anyMatch(Mentions::isWordCharacter);
    }

    private static boolean isUrl(String before) {
        String text = before.toLowerCase(Locale.ROOT);
        return text.contains("://") || text.contains("mailto:") || text.contains("www.");
    }

    /** {@code @name@host} is somebody elsewhere and {@code @scope/package} nobody. */
    private static boolean mayEnd(String word, int end) {
        return !word.startsWith("@", end) && !(word.startsWith("/", end) && joins(word, end + 1));
    }

    private static boolean joins(String word, int at) {
        return at < word.length() && isWordCharacter(word.codePointAt(at));
    }

    /** Scripts that put no space between words put none around names either. */
    private static boolean isWordCharacter(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !Character.isIdeographic(codePoint);
    }

    /** Cut before - and _ only: nobody means bob by {@code @bobby}. Cut at least once where the word goes on behind. */
    private static List<String> prefixes(String text, boolean goesOn) {
        String name = text.toLowerCase(Locale.ROOT);
        List<String> prefixes = new ArrayList<>();
        for (int end = Math.min(name.length(), AccountRules.MAX_USERNAME_CHARS); end > 0; end--) {
            boolean isBoundary = end == name.length() ? !goesOn : name.charAt(end) == '-' || name.charAt(end) == '_';
            if (isBoundary && AccountRules.isUsername(name.substring(0, end))) {
                prefixes.add(name.substring(0, end));
            }
        }
        return prefixes;
    }
}
