import COpenSSL

/// A message authentication code by SHA-256 (RFC 2104, FIPS 198-1), computed by libcrypto.
package enum HMACSHA256 {
    /// - Returns: 32 bytes.
    package static func code(of message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
        let message = Array(message)
        let key = Array(key)
        // A key pads itself with zeros, so one zero byte is the empty key, which libcrypto takes for none at all.
        let padded = key.isEmpty ? [0] : key
        var output = [UInt8](repeating: 0, count: 32)
        var length = 0
        let done = EVP_Q_mac(
            nil, "HMAC", nil, "SHA256", nil, padded, padded.count, message, message.count, &output, output.count,
            &length)
        // libcrypto fails here only for want of memory.
        guard done != nil, length == 32 else { fatalError("libcrypto could not compute an HMAC") }
        return output
    }
}
