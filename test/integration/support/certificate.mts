/**
 * A certificate for `localhost` and 127.0.0.1 that nobody has signed, valid for a hundred years, and its
 * key. Made for tests, known to everybody:
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
 * -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1
 */
export const selfSigned = {
	cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUIQTDgdCacspJ7PXct619keZVNzYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE5MDcyMFoYDzIxMjYxMTAx
MTkwNzIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASbbdEL2KYaC6q0pTVV3pKNZ4qHg1TUR/wuh76+4j94MDQl/vLZsZ9w
cDVmdIJIiDZXOUCAg9jM60fNPsnHwS1Go28wbTAdBgNVHQ4EFgQUtbU2Qe7WC3Uu
1uo5g8jhJp8X+hIwHwYDVR0jBBgwFoAUtbU2Qe7WC3Uu1uo5g8jhJp8X+hIwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgM6ORbSTntpyAXwoQ1sO0sRqN+oGXo7BV+M7pHRGG33wCIBeQ
CHsTuybECdPaiYqGdpFQBldBqNCpWkE59ywaxt13
-----END CERTIFICATE-----`,
	key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgImr+hFe5LKzzKpSn
GNjsgZrY6fEZ6x+u9UiicaYPfJmhRANCAASbbdEL2KYaC6q0pTVV3pKNZ4qHg1TU
R/wuh76+4j94MDQl/vLZsZ9wcDVmdIJIiDZXOUCAg9jM60fNPsnHwS1G
-----END PRIVATE KEY-----`,
};
