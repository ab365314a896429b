# shellcheck shell=bash
# The kernel's checks over Jupyter's protocol, which need a Python with two libraries for them.

protocol_libraries=(python3-jupyter-client python3-jupyter-kernel-test)

can_test_kernels() { "$1" -c 'import jupyter_client, jupyter_kernel_test' >/dev/null 2>&1; }

# Sets protocol_python: that of the chosen Jupyter, else of Debian, whose libraries may be missing.
find_protocol_python() {
  local python
  for python in "$(dirname "$(command -v jupyter)")/python3" /usr/bin/python3; do
    if can_test_kernels "$python"; then
      protocol_python=$python
      return
    fi
  done
  return 1
}

prepare_protocol_python() {
  find_protocol_python && return
  install_packages "${protocol_libraries[@]}"
  find_protocol_python ||
    die "no Python here has jupyter_client and jupyter_kernel_test: pip install jupyter-kernel-test beside Jupyter"
}

check_protocol() {
  local protocol_python
  prepare_protocol_python
  say "testing with $protocol_python (log: target/protocol.log)"
  run_logged protocol "$protocol_python" "$project/environment/checks/kernel_test.py"
}
