/// `*` any text, `?` one character, everything else itself; at most the product of both lengths in steps, no recursion.
enum Glob {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let text = Array(text.utf8)
        let pattern = Array(pattern.utf8)
        var (position, index) = (0, 0)
        var star: (index: Int, position: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == UInt8(ascii: "?") {
                position = next(text, position)
                index += 1
            } else if index < pattern.count, pattern[index] == text[position] {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.index, last.position + 1)
                (position, index) = (last.position + 1, last.index + 1)
            } else {
                return false
            }
        }
        while index < pattern.count, pattern[index] == UInt8(ascii: "*") { index += 1 }
        return index == pattern.count
    }

    private static func next(_ text: [UInt8], _ position: Int) -> Int {
        var next = position + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
