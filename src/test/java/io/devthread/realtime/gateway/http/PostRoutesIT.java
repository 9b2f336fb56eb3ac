package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.Profile;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each call of the sample application: what it asks the capability, and how the answer looks. */
class PostRoutesIT {
    private static final UUID ID = Ids.parse("01970000-0000-7000-8000-0000000000aa");
    private static final Author AUTHOR = new Author(HttpStage.ALICE, "alice");
    private static final Post A_POST = new Post(ID, AUTHOR, "text", 3, 2, true, Instant.EPOCH);
    private static final Comment A_COMMENT = new Comment(ID, ID, AUTHOR, "text", Instant.EPOCH);
    private static final Profile A_PROFILE = new Profile(HttpStage.ALICE, "alice", Instant.EPOCH, 3, 1, true);
    private static final BlockingQueue<Object> ASKED = new LinkedBlockingQueue<>();

    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = HttpStage.open();
        answer(CommunityApi.POSTS, new CommunityApi.PostPage(List.of(A_POST), Optional.of("more")));
        answer(CommunityApi.POST, A_POST);
        answer(CommunityApi.WRITE_POST, A_POST);
        answer(CommunityApi.DELETE_POST, new CommunityApi.Done(true));
        answer(CommunityApi.LIKE, A_POST);
        answer(CommunityApi.COMMENTS, new CommunityApi.CommentPage(List.of(A_COMMENT), Optional.empty()));
        answer(CommunityApi.WRITE_COMMENT, A_COMMENT);
        answer(CommunityApi.USER, A_PROFILE);
        answer(CommunityApi.FOLLOW, A_PROFILE);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void forget() {
        ASKED.clear();
    }

    /** {@code ID} stands for an id, {@code ME} for the caller's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "GET    | posts                            |                   | 200 | ListPosts[userId=ME, authorId=Optional.empty, limit=50, cursor=Optional.empty]",
                "GET    | posts?limit=7&cursor=abc         |                   | 200 | ListPosts[userId=ME, authorId=Optional.empty, limit=7, cursor=Optional[abc]]",
                "GET    | posts?author_id=ID               |                   | 200 | ListPosts[userId=ME, authorId=Optional[ID], limit=50, cursor=Optional.empty]",
                "POST   | posts                            | {\"content\":\"x\"} | 201 | WritePost[userId=ME, content=x]",
                "GET    | posts/ID                         |                   | 200 | FindPost[userId=ME, postId=ID]",
                "DELETE | posts/ID                         |                   | 204 | FindPost[userId=ME, postId=ID]",
                "PUT    | posts/ID/like                    |                   | 200 | ChangeLike[userId=ME, postId=ID, like=true]",
                "DELETE | posts/ID/like                    |                   | 200 | ChangeLike[userId=ME, postId=ID, like=false]",
                "GET    | posts/ID/comments?limit=3        |                   | 200 | ListComments[userId=ME, postId=ID, limit=3, cursor=Optional.empty]",
                "POST   | posts/ID/comments                | {\"content\":\"y\"} | 201 | WriteComment[userId=ME, postId=ID, content=y]",
                "GET    | users/bob                        |                   | 200 | FindUser[userId=ME, username=bob]",
                "GET    | users/follow                     |                   | 200 | FindUser[userId=ME, username=follow]",
                "GET    | users/ID                         |                   | 200 | FindUser[userId=ME, username=ID]",
                "PUT    | users/ID/follow                  |                   | 200 | ChangeFollow[userId=ME, followeeId=ID, follow=true]",
                "PUT    | users/ID/follow                  | {\"any\":1}         | 200 | ChangeFollow[userId=ME, followeeId=ID, follow=true]",
                "DELETE | users/ID/follow                  |                   | 200 | ChangeFollow[userId=ME, followeeId=ID, follow=false]",
            })
    void aCallAsksForWhatItSays(String method, String path, String body, int status, String asked) throws Exception {
        var answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(ASKED).singleElement().hasToString(withIds(asked));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "GET    | posts/x                     |                    | id",
                "DELETE | posts/1-1-1-1-1             |                    | id",
                "PUT    | posts/x/like                |                    | id",
                "DELETE | posts/x/like                |                    | id",
                "GET    | posts/x/comments            |                    | id",
                "POST   | posts/x/comments            | {\"content\":\"x\"} | id",
                "PUT    | users/bob/follow            |                    | id",
                "DELETE | users/bob/follow            |                    | id",
                "GET    | posts?author_id=bob         |                    | author_id",
                "GET    | posts?author_id=            |                    | author_id",
                "GET    | posts?author_id=ID&author_id=ID |                | author_id",
                "GET    | posts?limit=101             |                    | limit",
                "GET    | posts?cursor=a%20b          |                    | cursor",
                "GET    | posts/ID/comments?limit=0   |                    | limit",
                "POST   | posts                       | {}                 | content",
                "POST   | posts                       | {\"content\":null}  | content",
                "POST   | posts                       | {\"content\":1}     | content",
                "POST   | posts/ID/comments           | {\"content\":[\"x\"]} | content",
            })
    void aBadFieldIsNamedAndNobodyIsAsked(String method, String path, String body, String field) throws Exception {
        var answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("code").textValue()).isEqualTo("invalid_data");
        assertThat(json(answer).path("field").textValue()).isEqualTo(field);
        assertThat(ASKED).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, posts, 'GET, POST'",
        "PUT, posts/ID, 'GET, DELETE'",
        "GET, posts/ID/like, 'PUT, DELETE'",
        "DELETE, posts/ID/comments, 'GET, POST'",
        "GET, users/ID/follow, 'PUT, DELETE'",
        "DELETE, users/bob, GET"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        var answer = call(method, path, null);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource({"GET, posts", "POST, posts", "DELETE, posts/ID", "PUT, posts/ID/like", "PUT, users/ID/follow"})
    void withoutATokenNobodyComesIn(String method, String path) throws Exception {
        assertThat(stage.send(method, "/api/v1/" + withIds(path), "").statusCode())
                .isEqualTo(401);
        assertThat(ASKED).isEmpty();
    }

    @Test
    void aPostLooksAsTheContractSays() throws Exception {
        assertThat(json(call("GET", "posts/ID", null))).isEqualTo(Json.read(withIds("""
                {"id":"ID","author":{"id":"ME","username":"alice"},"content":"text","like_count":3,"comment_count":2,
                 "liked":true,"created_at":"1970-01-01T00:00:00Z"}
                """), JsonNode.class));
    }

    @Test
    void aCommentAndAProfileLookAsTheContractSays() throws Exception {
        assertThat(json(call("POST", "posts/ID/comments", "{\"content\":\"x\"}")))
                .isEqualTo(Json.read(withIds("""
                {"id":"ID","post_id":"ID","author":{"id":"ME","username":"alice"},"content":"text",
                 "created_at":"1970-01-01T00:00:00Z"}
                """), JsonNode.class));
        assertThat(json(call("GET", "users/alice", null))).isEqualTo(Json.read(withIds("""
                {"id":"ME","username":"alice","created_at":"1970-01-01T00:00:00Z","follower_count":3,
                 "following_count":1,"following":true}
                """), JsonNode.class));
    }

    @Test
    void theLastPageSaysThatItIsTheLast() throws Exception {
        assertThat(json(call("GET", "posts", null)).path("next").textValue()).isEqualTo("more");
        assertThat(json(call("GET", "posts/ID/comments", null)).get("next").isNull())
                .isTrue();
    }

    @Test
    void whatIsDeletedHasNothingToShow() throws Exception {
        var answer = call("DELETE", "posts/ID", null);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    }

    @Test
    void aRefusalKeepsItsCode() throws Exception {
        try (HttpStage own = HttpStage.open()) {
            own.serve(
                    CommunityApi.DELETE_POST,
                    find -> Future.failedFuture(Refusal.of(Failure.FORBIDDEN, "only its author may delete a post")));
            var answer = own.asAlice("DELETE", "/api/v1/posts/" + ID, "");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(json(answer).path("code").textValue()).isEqualTo("forbidden");
        }
    }

    private static <Q, R> void answer(Address<Q, R> address, R reply) {
        stage.serve(address, request -> {
            ASKED.add(request);
            return Future.succeededFuture(reply);
        });
    }

    private static HttpResponse<String> call(String method, String path, String body) throws Exception {
        return stage.asAlice(method, "/api/v1/" + withIds(path), body == null ? "" : body);
    }

    private static String withIds(String text) {
        return text.replace("ID", ID.toString()).replace("ME", HttpStage.ALICE.toString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }
}
