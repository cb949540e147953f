#!/bin/bash
# A RUSTC_WRAPPER for the fuzz targets: builds the libraries that are not what is fuzzed as for release, without coverage,
# debug assertions and the one codegen unit that cargo-fuzz asks for. With them the network runtime takes an hour to build.
set -euo pipefail

crate=
previous=
for argument in "$@"; do
    [ "$previous" = --crate-name ] && crate=$argument
    previous=$argument
done
case $crate in
    rten* | rustfft | nalgebra | rusqlite | libsqlite3_sys) ;;
    *) exec "$@" ;;
esac
kept=()
for argument in "$@"; do
    case $argument in
        *sancov* | *sanitizer-coverage* | -Ccodegen-units=* | -Cdebug-assertions | -Cllvm-args=*) ;;
        *) kept+=("$argument") ;;
    esac
done
exec "${kept[@]}"
