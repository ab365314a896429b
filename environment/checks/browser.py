"""Takes a picture of a part of a notebook's page.

Usage: browser.py PAGE.html FIRST-HEADING LAST-HEADING PICTURE.png

The part is from the first heading to before the last one. CHROMIUM and CHROMEDRIVER name other
programs than those on the PATH.
"""

import os
import shutil
import sys
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

FLAGS = [
    "--headless",
    "--no-sandbox",  # root, as in a container, has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--window-size=1300,16000",  # cells out of sight are not in the page
]
KEEP = """
const [first, last] = arguments;
let isKept = false;
for (const cell of document.querySelectorAll('.jp-Cell')) {
  const heading = cell.querySelector('h2')?.innerText ?? '';
  if (heading.startsWith(first)) isKept = true;
  if (heading.startsWith(last)) isKept = false;
  if (!isKept) cell.remove();
}
document.querySelectorAll('.anchor-link').forEach(link => link.remove());
"""


def open_browser():
    options = Options()
    options.binary_location = os.environ.get("CHROMIUM") or shutil.which("chromium")
    for flag in FLAGS:
        options.add_argument(flag)
    driver = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
    return webdriver.Chrome(service=Service(driver), options=options)


def main(page, first, last, picture):
    browser = open_browser()
    try:
        browser.set_window_size(980, 6000)
        browser.get(Path(page).resolve().as_uri())
        browser.execute_script(KEEP, first, last)
        # Older versions of nbconvert have no main.
        browser.find_element(By.CSS_SELECTOR, "main, body:not(:has(main))").screenshot(picture)
    finally:
        browser.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
