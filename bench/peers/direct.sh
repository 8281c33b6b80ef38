# shellcheck shell=bash
# No peer at all: the first backend itself, to see what the client and the backends alone can do.

direct_missing() { :; }

direct_version() { echo "the backend itself, nothing between"; }

direct_start() { :; }
