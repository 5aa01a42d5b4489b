/// From libyaml's count of characters to bytes.
///
/// In a text of ASCII alone the two are the same. Otherwise the bytes of every 64th character are kept, from
/// the first question on.
struct ByteCounter {
    private let text: UnsafeRawBufferPointer
    private let isASCII: Bool
    private var checkpoints: [Int] = []
    private static let stride = 64

    /// - Parameter text: valid UTF-8. INVARIANT: it outlives the counter.
    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
        isASCII = text.allSatisfy { $0 < 0x80 }
        if !isASCII { placeCheckpoints() }
    }

    func byte(of mark: TextMark) -> Int { byte(ofCharacter: mark.character) }

    func byte(ofCharacter character: Int) -> Int {
        if isASCII { return min(max(character, 0), text.count) }
        let checkpoint = min(max(character, 0) / Self.stride, checkpoints.count - 1)
        var index = checkpoints[checkpoint]
        var remaining = max(character, 0) - checkpoint * Self.stride
        while remaining > 0, index < text.count {
            index += width(at: index)
            remaining -= 1
        }
        return min(index, text.count)
    }

    private mutating func placeCheckpoints() {
        var index = 0
        var character = 0
        checkpoints = [0]
        while index < text.count {
            index += width(at: index)
            character += 1
            if character % Self.stride == 0 { checkpoints.append(index) }
        }
    }

    private func width(at index: Int) -> Int {
        switch text[index] {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0x80...: 2
        default: 1
        }
    }
}
