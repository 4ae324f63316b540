#!/bin/sh
# Stands in for the AppImage runtime where it cannot be fetched: mounts the file system behind it, or unpacks it where
# that cannot be, and runs what is in there. For tests on this machine; releases have the runtime of AppImage.
offset=4096
self=$(readlink -f "$0")
case "$1" in
  --appimage-offset) echo $offset; exit ;;
  --appimage-extract) exec unsquashfs -quiet -no-progress -force -offset $offset -dest squashfs-root "$self" ;;
esac
folder=$(mktemp -d "${TMPDIR:-/tmp}/.mount_XXXXXX") || exit 127
if [ -z "$APPIMAGE_EXTRACT_AND_RUN" ] && squashfuse -o "ro,offset=$offset" "$self" "$folder" 2> /dev/null; then
  leave() { fusermount -u -z "$folder"; rmdir "$folder"; }
else
  unsquashfs -quiet -no-progress -force -offset $offset -dest "$folder" "$self" > /dev/null || exit 127
  leave() { rm -rf "$folder"; }
fi
trap leave EXIT
export APPIMAGE="$self" APPDIR="$folder" ARGV0="$0" OWD="$PWD"
"$folder/AppRun" "$@" &
child=$!
for signal in INT TERM HUP; do trap "kill -$signal $child" $signal; done
while :; do
  wait $child
  code=$?
  kill -0 $child 2> /dev/null || exit $code
done
