import COpenSSL

extension Libcrypto {
    /// The common names and the organisations of a certificate's subject (RFC 5280, 4.1.2.6), in their order.
    ///
    /// - Parameter der: one certificate.
    /// - Returns: nil for what is no certificate, or has a name that is no UTF-8 or holds a zero byte.
    static func subject(ofCertificate der: [UInt8]) -> (names: [String], organisations: [String])? {
        let pointer = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return d2i_X509(nil, &start, bytes.count)
        }
        defer {
            X509_free(pointer)
            ERR_clear_error()
        }
        guard let pointer, let subject = X509_get_subject_name(pointer),
            let names = texts(subject, NID_commonName), let organisations = texts(subject, NID_organizationName)
        else { return nil }
        return (names, organisations)
    }

    private static func texts(_ name: OpaquePointer, _ kind: Int32) -> [String]? {
        var texts: [String] = []
        var index = X509_NAME_get_index_by_NID(name, kind, -1)
        while index >= 0 {
            guard let entry = X509_NAME_get_entry(name, index), let text = text(of: entry) else { return nil }
            texts.append(text)
            index = X509_NAME_get_index_by_NID(name, kind, index)
        }
        return texts
    }

    private static func text(of entry: OpaquePointer) -> String? {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = Int(ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(entry)))
        defer { CRYPTO_free(bytes, #fileID, #line) }
        guard count >= 0, let bytes else { return nil }
        let text = UnsafeBufferPointer(start: bytes, count: count)
        // A zero would end the name for whoever reads it as C does.
        return text.contains(0) ? nil : String(validating: text, as: UTF8.self)
    }
}
