#!/bin/sh
# Make a certificate of your own for the Wechaty gateway. The key that the gateway uses by default is public:
# anybody can read, and answer, what passes between it and the bot.
# 给 Wechaty 网关生成自己的证书。网关默认的私钥是公开的，谁都能偷看并冒充。
#
#   sh certificate.sh FOLDER [NAME]      NAME: the name in the certificate (default: insecure)
#
# FOLDER then holds ca.pem (for the bot), server.pem and server.key (for the gateway; keep them secret).
set -eu
folder=${1:?usage: certificate.sh FOLDER [NAME]}
name=${2:-insecure}
mkdir -p "$folder"
cd "$folder"
umask 077
days=3650
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$days" -subj "/CN=qunguan wechaty authority" \
  -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" -keyout server.key -out server.csr
printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$name" > server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" \
  -extfile server.ext -out server.pem
rm -f server.csr server.ext ca.srl
echo "made $folder/ca.pem, server.pem and server.key for the name $name"
