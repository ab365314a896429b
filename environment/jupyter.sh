# shellcheck shell=bash
# Which Jupyter: the one on the PATH, else our own in .venv-cellwise/, else Debian's.

pins=$project/environment/requirements.txt
jupyter_server=

find_server() {
  local name
  for name in lab notebook; do
    if jupyter "$name" --version >/dev/null 2>&1; then
      jupyter_server=$name
      return
    fi
  done
  return 1
}

# Both take seconds to answer, so they are asked at once.
has_jupyter() {
  local converter
  has_command jupyter || return 1
  jupyter nbconvert --version >/dev/null 2>&1 &
  converter=$!
  find_server && wait "$converter"
}

# Puts a folder before the PATH, and leaves it there if Jupyter works then.
try_jupyter() {
  local path_before=$PATH
  PATH=${1:+$1:}$PATH
  hash -r
  if has_jupyter; then
    say "Jupyter is $(command -v jupyter), with jupyter $jupyter_server to serve"
    return
  fi
  PATH=$path_before
  jupyter_server=
  return 1
}

# The stamp is written last and names the folder: a half-made one, or a moved one, has no such stamp.
print_stamp() { printf '%s\n' "$project" && cat "$pins"; }

has_venv() { print_stamp | cmp -s - "$venv/stamp"; }

look_for_jupyter() {
  try_jupyter '' && return
  has_venv && try_jupyter "$venv/bin" && return
  # Debian's may stand behind one on the PATH that does not work.
  try_jupyter /usr/bin && return
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
}

run_pip() {
  "$venv/bin/python" -m pip --disable-pip-version-check --no-input --no-cache-dir --timeout 10 "$@"
}

# Tried with the smaller of the pins: pip alone would wait minutes for an index that does not answer,
# and macOS has no command `timeout`.
ask_index() {
  "$venv/bin/python" -c 'import subprocess, sys; subprocess.run(sys.argv[1:], timeout=10, check=True)' \
    "$venv/bin/python" -m pip --retries 0 --timeout 9 --no-cache-dir \
    download --no-deps -d "$venv/tried" "$(grep nbconvert "$pins")" >/dev/null 2>&1
}

# An environment with nothing in it, where the package index answers.
begin_venv() {
  [[ ! -e $venv ]] || say "${venv##*/} is half-made, or from elsewhere: making it anew"
  rm -rf "$venv" && python3 -m venv "$venv" >/dev/null && ask_index && return
  rm -rf "$venv"
  say "no nbconvert from the Python package index within 10 seconds"
  return 1
}

fill_venv() {
  say "installing JupyterLab in ${venv##*/} (log: target/pip.log)"
  if run_logged pip run_pip --retries 1 install -r "$pins"; then
    rm -rf "$venv/tried"
    print_stamp >"$venv/stamp"
  else
    rm -rf "$venv"
    return 1
  fi
}

prepare_jupyter() {
  [[ -z $jupyter_server ]] || return 0
  begin_venv && fill_venv && try_jupyter "$venv/bin" && return
  say "taking Debian's Jupyter"
  install_packages jupyter-notebook jupyter-nbconvert
  try_jupyter /usr/bin || die "the Jupyter just installed does not work: jupyter nbconvert --version tells why"
}

# All that notebooks need but our jar.
prepare_tools() {
  say "looking at what this machine has"
  check_place
  look_for_java
  look_for_jupyter
  install_missing
  prepare_jupyter
  offer_kernel
}
