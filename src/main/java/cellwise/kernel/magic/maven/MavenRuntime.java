package cellwise.kernel.magic.maven;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.MavenUserHome;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;

/**
 * Maven's parts put together by MIMA, which by itself does not read {@code <offline>}, nor the
 * setting of Maven's own installation that blocks repositories without encryption.
 */
final class MavenRuntime extends StandaloneStaticRuntime {
  @Override
  protected DefaultRepositorySystemSession newRepositorySession(
      ContextOverrides overrides,
      MavenUserHome home,
      RepositorySystem system,
      Settings settings,
      SettingsDecrypter decrypter) {
    DefaultRepositorySystemSession session =
        super.newRepositorySession(overrides, home, system, settings, decrypter);
    session.setOffline(session.isOffline() || settings.isOffline());
    // Behind the user's mirrors, so that one of them may serve such a repository.
    ((DefaultMirrorSelector) session.getMirrorSelector())
        .add("http", "http://0.0.0.0/", "default", false, true, "external:http:*", "*");
    return session;
  }
}
