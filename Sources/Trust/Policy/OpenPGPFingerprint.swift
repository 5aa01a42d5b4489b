/// The fingerprint of an OpenPGP key as trust policies write it.
///
///     openpgp4fpr:2A3C…       40 hexadecimal digits, the key's own or its primary key's
enum OpenPGPFingerprint {
    static let mark = "openpgp4fpr:"

    /// - Returns: the digits, upper-case; nil for anything but the mark and 40 of them.
    static func read(_ text: String) -> String? {
        let digits = text.dropFirst(mark.count)
        guard text.hasPrefix(mark), digits.utf8.count == 40, Hexadecimal.decode(digits.lowercased()) != nil else {
            return nil
        }
        return digits.uppercased()
    }
}
