package io.devthread.realtime.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi.Change;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.devthread.realtime.privacy.PrivacyApi.Patch;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsIT {
    private Stage stage;
    private UserId alice;

    @BeforeAll
    void open() {
        stage = new Stage();
    }

    @BeforeEach
    void user() {
        alice = stage.user("alice");
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void whoHasChosenNothingHasTheDefaults() {
        assertThat(stage.settings(alice))
                .isEqualTo(new Settings(
                        true,
                        true,
                        true,
                        false,
                        false,
                        false,
                        Map.of("like", true, "comment", true, "follow", true, "mention", true)));
    }

    @Test
    void theFirstPatchKeepsTheDefaultsOfTheRest() {
        assertThat(stage.patch(alice, sound(true))).isEqualTo(stage.settings(alice));
        assertThat(stage.settings(alice).notificationSound()).isTrue();
        assertThat(stage.put(alice, sound(false))).isEqualTo(SettingsRules.DEFAULTS);
    }

    @Test
    void aPatchChangesWhatItNamesAlsoWithinTheTypes() {
        stage.patch(alice, types(Map.of("like", false, "follow", false)));
        stage.patch(alice, sound(true));
        Settings settings = stage.patch(alice, types(Map.of("follow", true, "mention", false)));

        assertThat(settings.notificationSound()).isTrue();
        assertThat(settings.notificationTypes())
                .isEqualTo(Map.of("like", false, "comment", true, "follow", true, "mention", false));
        assertThat(stage.settings(alice)).isEqualTo(settings);
    }

    @Test
    void theWholeTakesTheDefaultOfWhatIsMissing() {
        stage.patch(alice, types(Map.of("like", false)));
        stage.patch(alice, sound(true));

        Settings settings = stage.put(alice, types(Map.of("mention", false)));

        assertThat(settings.notificationSound()).isFalse();
        assertThat(settings.notificationTypes())
                .isEqualTo(Map.of("like", true, "comment", true, "follow", true, "mention", false));
    }

    @Test
    void twoDevicesThatChangeDifferentThingsLoseNeither() {
        Future.all(
                        stage.bus.call(PrivacyApi.CHANGE_SETTINGS, new Change(alice, sound(true), false)),
                        stage.bus.call(
                                PrivacyApi.CHANGE_SETTINGS, new Change(alice, types(Map.of("like", false)), false)))
                .await();

        assertThat(stage.settings(alice).notificationSound()).isTrue();
        assertThat(stage.settings(alice).notificationTypes()).containsEntry("like", false);
    }

    @Test
    void anUnknownTypeIsRefusedAndChangesNothing() {
        assertThatThrownBy(() -> stage.patch(alice, types(Map.of("like", false, "poke", false))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.failure().code()).isEqualTo("invalid_data");
                    assertThat(refusal.field()).contains("notification_types");
                    assertThat(refusal).hasMessageContaining("poke").hasMessageContaining("mention");
                });
        assertThat(stage.settings(alice)).isEqualTo(SettingsRules.DEFAULTS);
    }

    @Test
    void aChangeIsTold() {
        stage.patch(alice, sound(true));
        Eventually.holds("the change is told", () -> stage.changes.contains(new Changed(alice, Optional.empty())));
    }

    private static Patch sound(boolean on) {
        return new Patch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(on),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Patch types(Map<String, Boolean> types) {
        return new Patch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                types);
    }
}
