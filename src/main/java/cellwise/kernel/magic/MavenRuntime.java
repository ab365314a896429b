package cellwise.kernel.magic;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.MavenUserHome;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;

/** Maven's parts put together by MIMA, which by itself does not read {@code <offline>}. */
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
    return session;
  }
}
