/// Writes the fields of one protobuf message (protobuf.dev/programming-guides/encoding).
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64, _ flag: Bool) {
        varint(number << 3)
        varint(flag ? 1 : 0)
    }

    mutating func write(_ number: UInt64, _ text: String) { write(number, Array(text.utf8)) }

    /// A message within this one.
    mutating func write(_ number: UInt64, _ fill: (inout ProtobufWriter) -> Void) {
        var message = ProtobufWriter()
        fill(&message)
        write(number, message.bytes)
    }

    /// A message within messages, from the outermost field inwards.
    mutating func write(_ path: [UInt64], _ fill: (inout ProtobufWriter) -> Void) {
        var path = path
        guard let last = path.popLast() else { return }
        var message = ProtobufWriter()
        message.write(last, fill)
        for number in path.reversed() {
            var outer = ProtobufWriter()
            outer.write(number, message.bytes)
            message = outer
        }
        bytes += message.bytes
    }

    private mutating func write(_ number: UInt64, _ content: [UInt8]) {
        varint(number << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
