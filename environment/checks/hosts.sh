# shellcheck shell=bash
# Pairs of hosts on this machine: network namespaces with addresses of their own, joined by a cable
# and to nothing else, each with an ssh server for a key that is made for them. Sourced.

place=
pairs=()
shell=()

# What a check that needs hosts begins with: after it, whatever ends the script removes them.
prepare_hosts() {
  [[ $(uname -s) == Linux ]] || die "hosts are made of network namespaces, which only Linux has"
  ((EUID == 0)) || die "hosts are made of network namespaces, which only root may make: run this as root"
  has_command ip || install_packages iproute2
  ip netns list >/dev/null 2>&1 || die "network namespaces cannot be made here: ip netns fails"
  # Installed where systemd runs, a server would be started for everybody.
  if [[ ! -x $(sshd_path) && ! -d /run/systemd/system ]]; then install_packages openssh-server openssh-client; fi
  place=$(mktemp -d "${TMPDIR:-/tmp}/cellwise-hosts.XXXXXX")
  trap remove_hosts EXIT
  trap 'exit 130' INT TERM HUP
  if [[ -x $(sshd_path) ]]; then
    make_keys
  else
    say "there is no ssh server (openssh-server): hosts are reached by ip netns exec"
    make_shell
  fi
}

sshd_path() { PATH=$PATH:/usr/sbin:/sbin command -v sshd || true; }

make_keys() {
  local key
  for key in host user; do ssh-keygen -q -t ed25519 -N '' -f "$place/$key"; done
  mkdir -p /run/sshd
  shell=(ssh -o BatchMode=yes -o IdentitiesOnly=yes -i "$place/user" -o "UserKnownHostsFile=$place/known")
}

make_shell() {
  cat >"$place/rsh" <<END
#!/bin/sh
exec ip netns exec "\$(cat '$place'/name-of-"\$1")" sh -c "\$2"
END
  chmod +x "$place/rsh"
  shell=("$place/rsh")
}

# make_pair NUMBER: hosts cellwise-PROCESS-NUMBER-a and -b, addresses 10.231.NUMBER.1 and .2.
make_pair() {
  local name=cellwise-$$-$1 end
  for end in a b; do
    ip netns add "$name-$end"
    pairs+=("$name-$end")
    ip -n "$name-$end" link set lo up
  done
  ip link add eth0 netns "$name-a" type veth peer name eth0 netns "$name-b"
  join_host "$name-a" "10.231.$1.1"
  join_host "$name-b" "10.231.$1.2"
}

join_host() {
  local name=$1 address=$2
  ip -n "$name" address add "$address/24" dev eth0
  ip -n "$name" link set eth0 up
  if [[ ${shell[0]} != ssh ]]; then
    echo "$name" >"$place/name-of-$address"
    return
  fi
  echo "$address $(<"$place/host.pub")" >>"$place/known"
  ip netns exec "$name" "$(sshd_path)" -f /dev/null -h "$place/host" -o "ListenAddress=$address" -o PidFile=none \
    -o "AuthorizedKeysFile=$place/user.pub" -o StrictModes=no -o PasswordAuthentication=no
}

# processes_of HOST ROLE RANK: the nodes' Java there; without a role, of all nodes.
processes_of() {
  local process
  for process in $(ip netns pids "$1"); do
    if [[ $(readlink "/proc/$process/exe" 2>/dev/null) == */java ]] &&
      tr '\0' '\n' <"/proc/$process/environ" 2>/dev/null | is_node "${2:-}" "${3:-}"; then
      echo "$process"
    fi
  done
}

is_node() {
  awk -F = -v role="$1" -v rank="$2" '
    $1 == "DMLC_ROLE" { is = role == "" || $2 == role }
    $1 == "CELLWISE_RANK" { fits = rank == "" || $2 == rank }
    END { exit !(is && fits) }'
}

# All that runs on the hosts is ours, the launchers too.
remove_hosts() {
  local status=$? host
  trap - EXIT
  jobs -p | xargs -r kill 2>/dev/null || true
  for host in "${pairs[@]}"; do
    ip netns pids "$host" 2>/dev/null | xargs -r kill -9 2>/dev/null || true
    ip netns delete "$host" 2>/dev/null || true
  done
  rm -rf "$place"
  exit "$status"
}
