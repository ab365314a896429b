# shellcheck shell=bash
# A browser to look at notebooks with: Chromium, driven by Selenium.

browser_packages=(chromium chromium-driver python3-selenium)
browser_python=/usr/bin/python3

has_browser() {
  has_command "${CHROMIUM:-chromium}" && has_command "${CHROMEDRIVER:-chromedriver}" &&
    "$browser_python" -c 'import selenium' >/dev/null 2>&1
}

prepare_browser() {
  has_browser && return
  install_packages "${browser_packages[@]}"
  has_browser ||
    die "no Chromium with chromedriver and $browser_python's selenium: install them, or name them in CHROMIUM and CHROMEDRIVER"
}

check_browser() {
  prepare_browser
  say "looking at the quick start in Chromium (log: target/browser.log, target/browser.png)"
  run_logged browser "$browser_python" "$project/environment/checks/browser_test.py" \
    "$(command -v jupyter)" "$jupyter_server" "$notebooks/00-quickstart.ipynb" "$target/browser.png"
}
