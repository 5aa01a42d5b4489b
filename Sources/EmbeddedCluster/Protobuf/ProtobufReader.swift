/// Reads the fields of one protobuf message (protobuf.dev/programming-guides/encoding).
struct ProtobufReader {
    /// Bytes that are no protobuf, or not of the type that they should be.
    struct Failure: Error {
        var message: String
    }

    enum Payload {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end.
    mutating func next() throws(Failure) -> (number: UInt64, payload: Payload)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        let payload: Payload
        switch tag & 7 {
        case 0: payload = .varint(try varint())
        case 1: payload = .fixed64(try fixed(8))
        case 2:
            let count = try varint()
            guard count <= UInt64(rest.count) else { throw Failure(message: "proto: unexpected end of the message") }
            payload = .bytes(rest.prefix(Int(count)))
            rest = rest.dropFirst(Int(count))
        case 5: payload = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
        default: throw Failure(message: "proto: illegal wireType \(tag & 7)")
        }
        return (tag >> 3, payload)
    }

    private mutating func varint() throws(Failure) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Failure(message: "proto: unexpected end of the message") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Failure(message: "proto: integer overflow")
    }

    private mutating func fixed(_ count: Int) throws(Failure) -> UInt64 {
        guard rest.count >= count else { throw Failure(message: "proto: unexpected end of the message") }
        let value = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        return value
    }
}
