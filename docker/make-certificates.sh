#!/usr/bin/env sh
# Makes an authority and certificates for a trial of the compose file, in the folder given.
# For anything that stays use an authority of your own: docs/security.md.
set -eu
mkdir -p "${1:?usage: make-certificates.sh FOLDER}"
cd "$1"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Forebay trial authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.crt

issue() { # name, purpose, subject alternative names
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf 'extendedKeyUsage=%s\nsubjectAltName=%s\n' "$2" "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile "$1.ext" -out "$1.crt"
  rm "$1.csr" "$1.ext"
}
issue gateway serverAuth "DNS:gateway,DNS:localhost,IP:127.0.0.1"
issue job clientAuth "URI:spiffe://example.org/forebay/job"
# The processes in the containers have users of their own, which must read their keys.
chmod 644 gateway.key job.key
chmod 600 ca.key
