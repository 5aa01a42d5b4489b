/// JSON text to ``Value`` and back (RFC 8259).
///
///     try JSON.parse(Array(#"{"replicas": 2}"#.utf8))["replicas"]   // .integer(2)
///     JSON.string(["b": 1, "a": [true, nil]])                        // {"a":[true,null],"b":1}
package enum JSON {
    package struct Limits: Sendable {
        /// Bytes of text.
        package var bytes: Int
        /// Objects and lists inside one another.
        package var depth: Int

        package init(bytes: Int, depth: Int) {
            self.bytes = bytes
            self.depth = depth
        }

        /// 64 MiB, 128 deep: an answer of an API server.
        package static let standard = Limits(bytes: 64 << 20, depth: 128)
    }

    /// Reads one value and nothing after it but white space.
    ///
    /// - Throws: ``JSONError`` at the first byte that is not JSON, for a key that an object has twice,
    ///   for invalid UTF-8, for a number beyond a finite double, and past a limit.
    package static func parse(_ bytes: [UInt8], limits: Limits = .standard) throws(JSONError) -> Value {
        // `withUnsafeBytes` does not carry a typed error through.
        let result: Result<Value, JSONError> = bytes.withUnsafeBytes { buffer in
            do throws(JSONError) { return .success(try parse(buffer, limits: limits)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    package static func parse(_ text: String, limits: Limits = .standard) throws(JSONError) -> Value {
        try parse(Array(text.utf8), limits: limits)
    }

    package static func parse(_ bytes: UnsafeRawBufferPointer, limits: Limits = .standard) throws(JSONError) -> Value {
        var parser = JSONParser(bytes, limits: limits)
        return try parser.parseDocument()
    }

    /// Reads one value in which a key may stand twice: the last one counts.
    ///
    /// - Returns: also where that is so: `spec.containers[0].name`.
    /// - Throws: ``JSONError`` as ``parse(_:limits:)`` does for everything else.
    package static func parseRepeating(_ bytes: [UInt8]) throws(JSONError) -> (value: Value, repeated: [String]) {
        let result: Result<(Value, [String]), JSONError> = bytes.withUnsafeBytes { buffer in
            do throws(JSONError) {
                var parser = JSONParser(buffer, limits: .standard, allowsRepeated: true)
                return .success((try parser.parseDocument(), parser.repeated))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The shortest text: no white space, members in the order of their keys' bytes.
    package static func write(_ value: Value, pretty: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        if pretty {
            JSONWriter.writePretty(value, indentation: 0, into: &bytes)
        } else {
            JSONWriter.write(value, into: &bytes)
        }
        return bytes
    }

    /// Appends the shortest text.
    package static func write(_ value: Value, into bytes: inout [UInt8]) {
        JSONWriter.write(value, into: &bytes)
    }

    package static func string(_ value: Value, pretty: Bool = false) -> String {
        String(decoding: write(value, pretty: pretty), as: UTF8.self)
    }
}

/// Why a text is not JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// In bytes from the start.
    package var offset: Int
    /// From 1.
    package var line: Int
    /// From 1, in bytes.
    package var column: Int
    package var message: String

    package var description: String { "\(line):\(column): \(message)" }
}
