/// Bytes that take the place of others.
struct Splice {
    /// Of the old text; empty for an insertion.
    var range: Range<Int>
    var text: [UInt8]

    init(_ range: Range<Int>, _ text: String) {
        self.range = range
        self.text = Array(text.utf8)
    }

    /// - Parameter splices: INVARIANT: they do not overlap. Of two at the same place the first comes first.
    static func apply(_ splices: [Splice], to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let order = splices.indices.sorted { (splices[$0].range.lowerBound, $0) < (splices[$1].range.lowerBound, $1) }
        for index in order.reversed() { bytes.replaceSubrange(splices[index].range, with: splices[index].text) }
        return bytes
    }
}

/// Why a text is not edited.
struct EditRefusal: Error {
    var message: String
    var hint: String?
}
