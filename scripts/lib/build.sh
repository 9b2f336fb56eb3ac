#!/usr/bin/env bash
# Sourced by the scripts that need the built service: build_if_needed, and CLASS_PATH for the embedded default.
# Expects the current folder to be the repository's.

JAR=target/devthread-realtime.jar
EMBEDDED_JAR=target/embedded/embedded.jar
# shellcheck disable=SC2034  # for the scripts that source this; the star is Java's, not the shell's
CLASS_PATH="$JAR:target/embedded/*"

# True when something that the jar is made of is newer than the jar, deleted files included (their folder is newer).
is_stale() {
  [[ ! -e $JAR || ! -e $EMBEDDED_JAR || ! -e target/classes/webroot/index.html || ! -e target/classes/docs/index.html ]] ||
    [[ -n $(find pom.xml src/main docs target/classes/{webroot,docs}/index.html \
      webroot/{src,public,docs,angular.json,package-lock.json,tsconfig*.json} \
      ! -name '*.spec.ts' -newer "$JAR" -print -quit 2>/dev/null) ]]
}

need() { # command package
  command -v "$1" >/dev/null || { echo "DevThread needs $1 to build: apt-get install $2" >&2; return 1; }
}

# One build at a time: the lock is on pom.xml itself, and only while the build runs.
build_if_needed() {
  is_stale || return 0
  need mvn maven && need npm npm || return 1
  ( flock 9
    is_stale || exit 0
    echo "Building (about a minute; the first time, with all packages to fetch, up to three)"
    mkdir -p target
    if ! mvn -q -B -Dmaven.test.skip=true package </dev/null >target/build.log 2>&1 9<&-; then
      grep -a -m 20 -E 'ERROR|DevThread needs' target/build.log >&2 || tail -n 20 target/build.log >&2
      echo "The build failed: all of its output is in $PWD/target/build.log" >&2
      exit 1
    fi
    touch "$JAR" "$EMBEDDED_JAR"
  ) 9<pom.xml
}
