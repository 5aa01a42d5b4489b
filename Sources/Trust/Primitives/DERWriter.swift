/// Writes definite-length DER (X.690), as far as public keys and signatures need it.
enum DERWriter {
    static func sequence(_ elements: [[UInt8]]) -> [UInt8] { element(DERReader.sequence, elements.flatMap(\.self)) }

    /// A number that is not negative, most significant byte first.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        let needsSign = digits.first.map { $0 >= 0x80 } ?? true
        return element(DERReader.integer, (needsSign ? [0] : []) + digits)
    }

    /// Whole bytes.
    static func bits(_ bytes: [UInt8]) -> [UInt8] { element(0x03, [0] + bytes) }

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        if content.count < 0x80 {
            length = [UInt8(content.count)]
        } else {
            var rest = content.count
            while rest > 0 {
                length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag] + length + content
    }
}
