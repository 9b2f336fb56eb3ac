package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MentionsTest {
    private static final Set<String> KNOWN = Set.of("alice", "bob", "bob-2", "carol_", "dave", "max", "x-y_z");

    @ParameterizedTest
    @MethodSource("texts")
    void whoIsAddressedIsMentioned(String text, List<String> names) {
        assertThat(Mentions.in(text).among(KNOWN)).as(text).isEqualTo(names);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                nobody("no names here"),
                someone("@bob", "bob"),
                someone("thanks @bob, well done", "bob"),
                someone("(@bob) [@alice] \"@dave\" '@max'", "bob", "alice", "dave", "max"),
                someone("@bob: look", "bob"),
                someone("look, @bob.", "bob"),
                someone("@bob.Thanks", "bob"),
                someone("@bob's idea", "bob"),
                someone("really @bob?!", "bob"),
                someone("**@bob** and _@alice_ and ~@dave~", "bob", "alice", "dave"),
                someone("- @bob\n-@alice\n--@dave\n> @max", "bob", "alice", "dave", "max"),
                someone("wait...@bob", "bob"),
                someone("reviewer=@bob", "bob"),
                someone("#@bob", "bob"),
                // several
                someone("@bob @alice @bob", "bob", "alice"),
                someone("@bob,@alice;@dave/@max", "bob", "alice", "dave", "max"),
                someone("@alice\n\n@bob\r\n@dave\t@max", "alice", "bob", "dave", "max"),
                someone("@bob\u00a0@alice\u3000@dave", "bob", "alice", "dave"),
                // case
                someone("@Bob @BOB @bOb", "bob"),
                someone("@X-Y_Z", "x-y_z"),
                nobody("@bo\u212a @\u0131x\u0131"), // the Kelvin sign and the dotless i are not k and i
                // the longest name that exists
                someone("@bob-2", "bob-2"),
                someone("@bob-3", "bob"),
                someone("@bob-2-3", "bob-2"),
                someone("@bob-", "bob"),
                someone("@bob_", "bob"),
                someone("@carol_", "carol_"),
                nobody("@carol"),
                someone("@dave-approved", "dave"),
                someone("@dave--", "dave"),
                nobody("@bobby"),
                nobody("@bob2"),
                nobody("@bo"),
                nobody("@"),
                nobody("@ bob"),
                nobody("@-bob"),
                nobody("@eve"),
                nobody("@bobé"),
                someone("@dave-é", "dave"),
                nobody("@" + "a".repeat(40)),
                someone("@bob-" + "a".repeat(4_000), "bob"),
                // scripts without spaces
                someone("你好@bob，请看", "bob"),
                someone("请@alice看", "alice"),
                nobody("é@bob"),
                // e-mail addresses and handles of other servers
                nobody("bob@alice.com"),
                nobody("write to first.last+tag@bob.org"),
                nobody("a_@bob a-@bob a%@bob a+@bob"),
                nobody("<mailto:@bob>"),
                nobody("@@bob"),
                nobody("@bob@mastodon.social"),
                nobody("@bob@"),
                // URLs and packages
                nobody("https://medium.com/@bob/post"),
                nobody("HTTPS://medium.com/@bob"),
                nobody("http://localhost:8080/?q=(@bob)"),
                nobody("medium.com/@bob"),
                nobody("localhost:4200/@bob"),
                nobody("www.x.io?q=,@bob"),
                nobody("[text](https://x.io/@bob)"),
                nobody("@bob/package"),
                someone("@bob/ and @alice", "bob", "alice"),
                someone("see https://x.io/@bob and @alice", "alice"),
                // inline code
                nobody("`@bob`"),
                nobody("`a` `@bob` `b`"),
                nobody("``a ` @bob ` b``"),
                nobody("```@bob```"),
                nobody("`one line\n@bob`"),
                someone("`a` @bob `b`", "bob"),
                someone("`code`@bob", "bob"),
                someone("a ` alone @bob", "bob"),
                someone("`` not closed ` @bob", "bob"),
                someone("`ends\n\nwith the paragraph @bob`", "bob"),
                // fences
                nobody("```\n@bob\n```"),
                nobody("```java\n@bob\n```"),
                nobody("   ```\n@bob\n   ```"),
                nobody("```\n@bob\nnever closed"),
                nobody("````\n@bob\n```\n@alice\n````"),
                nobody("```\n@bob\n``` not the end\n@alice"),
                nobody("```\r\n@bob\r\n```\r\n"),
                someone("before @dave\n```\n@bob\n```\nafter @alice", "dave", "alice"),
                someone("```\n@bob\n`````\n@alice", "alice"),
                nobody("~~~\n@bob\n~~~"),
                nobody("~~~ `a`\n@bob\n```\n@dave\n~~~~"),
                nobody("```\n@bob\n~~~\n@dave"),
                someone("~~ @bob ~~", "bob"),
                someone("``` `x` @bob", "bob"),
                someone("` open\n```\n@dave\n```\n@bob `", "bob"));
    }

    /** Half of them are nobody: who looks them up must ask for all, once. */
    @Test
    void everybodyWhoMayBeMeantIsAskedFor() {
        assertThat(Mentions.in("@Bob-2-x, @eve").names()).containsExactlyInAnyOrder("bob-2-x", "bob-2", "bob", "eve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`", "`a", "` `` ", "@", "@a-", "(@abc", "a@", "a.", "/", "```\n", "\n", "a-", "@abc_", "``a`", "(",
                "://"
            })
    void aHostileTextIsReadQuickly(String piece) {
        String text = piece.repeat(4_000 / piece.length());
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> Mentions.in(text));
    }

    private static Arguments someone(String text, String... names) {
        return Arguments.of(text, List.of(names));
    }

    private static Arguments nobody(String text) {
        return Arguments.of(text, List.of());
    }
}
