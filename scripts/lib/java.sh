#!/usr/bin/env bash
# Finds the newest JDK >= 21 of this machine.
#
# Sourced by the other scripts: sets JAVA_HOME, JAVA (its bin/java) and JAVA_FLAGS (what the service needs of the JVM).
# Run by itself (as the Maven build does where Maven's own JDK is older): says nothing, or what is missing.
#
# Environment: JAVA_HOME, PATH and the usual folders are searched.

# Prints "MAJOR FOLDER" for each JDK (with a compiler) found.
list_jdks() {
  local path_java folder major
  path_java=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null || true)
  for folder in "${JAVA_HOME:-}" "${path_java%/bin/javac}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    [[ -x $folder/bin/javac && -r $folder/release ]] || continue
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$folder/release")
    echo "${major:-0} $folder"
  done
}

find_java() {
  local newest major
  newest=$(list_jdks | sort -rn -k1,1 -s | head -n 1)
  major=${newest%% *}
  if (( ${major:-0} < 21 )); then
    echo "DevThread needs a JDK 21 or newer and found ${newest:-none}." \
      "Debian 13: apt-get install openjdk-21-jdk-headless. Debian 12 has none: install Eclipse Temurin's temurin-25-jdk" \
      "package, or unpack any JDK and set JAVA_HOME to it." >&2
    return 1
  fi
  export JAVA_HOME=${newest#* }
  # shellcheck disable=SC2034  # for the scripts that source this
  JAVA=$JAVA_HOME/bin/java
  # As in the manifest of the jar, which counts only with -jar: Netty's native transport, Hazelcast's metrics.
  # shellcheck disable=SC2034  # for the scripts that source this
  JAVA_FLAGS=(
    --enable-native-access=ALL-UNNAMED
    --add-opens=java.base/java.lang=ALL-UNNAMED
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
    --add-opens=java.management/sun.management=ALL-UNNAMED
    --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED
    --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED
  )
  # Newer JDKs warn of what Netty and Hazelcast do with Unsafe; older ones do not know the flag.
  if (( major >= 23 )); then
    JAVA_FLAGS+=(--sun-misc-unsafe-memory-access=allow)
  fi
  # On one core Java's collector stops everything for as long as it takes to copy what has just come: 50 ms and more while
  # a crowd returns, a quarter of it with a small young generation.
  if [[ $(nproc 2>/dev/null) == 1 ]]; then
    JAVA_FLAGS+=(-Xmn32m)
  fi
  # An idle connection is some fifty small objects: smaller headers save a twelfth of its heap.
  if (( major >= 25 )); then
    JAVA_FLAGS+=(-XX:+UseCompactObjectHeaders)
  fi
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  find_java
else
  find_java || exit 1
fi
