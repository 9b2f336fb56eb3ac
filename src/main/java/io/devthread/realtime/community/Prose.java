package io.devthread.realtime.community;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says outside of code, as Markdown sees it
 * (<a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">CommonMark 4.5</a> and 6.1): a fence, of backticks or
 * tildes, holds until one at least as long, or the end; inline code is between runs of equally many backticks within one
 * paragraph, and a run without its equal is just backticks.
 */
final class Prose {
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)");
    private static final Pattern INLINE_CODE = Pattern.compile("(?<!`)(`++)(.+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

    private final List<String> paragraphs = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private String openFence = "";

    private Prose() {}

    /** Its paragraphs, a space in place of each piece of code. */
    static List<String> of(String content) {
        Prose prose = new Prose();
        content.lines().forEach(prose::read);
        prose.endParagraph();
        return prose.paragraphs;
    }

    private void read(String line) {
        Matcher fence = FENCE.matcher(line);
        boolean isFence = fence.matches();
        if (!openFence.isEmpty()) {
            boolean closes = isFence
                    && fence.group(1).startsWith(openFence)
                    && fence.group(2).isBlank();
            openFence = closes ? "" : openFence;
        } else if (isFence) {
            endParagraph();
            openFence = fence.group(1);
        } else if (line.isBlank()) {
            endParagraph();
        } else {
            paragraph.append(line).append('\n');
        }
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) {
            paragraphs.add(INLINE_CODE.matcher(paragraph).replaceAll(" "));
            paragraph.setLength(0);
        }
    }
}
