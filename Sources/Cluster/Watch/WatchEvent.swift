package import Manifests
import Transport

package enum WatchEvent: Sendable, Hashable {
    /// Objects come with their apiVersion and kind.
    case added(Value)
    case modified(Value)
    /// The object's last state; with a selector, also one that no longer matches.
    case deleted(Value)
    /// Nothing happened up to this resourceVersion.
    case bookmark(resourceVersion: String)

    /// Where a watch goes on after this event; nil where the server left it out.
    package var resourceVersion: String? {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object):
            object[path: "metadata", "resourceVersion"]?.string
        case .bookmark(let version): version
        }
    }

    /// Whether it comes before a version, by numbers (KEP-5504); versions that are none say nothing.
    func isBefore(_ version: String) -> Bool {
        guard let own = resourceVersion.flatMap(UInt64.init), let other = UInt64(version) else { return false }
        return own < other
    }
}

/// The events of one watch, as they arrive, until the server ends it.
///
/// An `ERROR` event is thrown: `.expired` means that the resourceVersion is too old. Letting go of the sequence
/// closes the watch. One reader only.
package struct WatchEvents: AsyncSequence, Sendable {
    package typealias Element = WatchEvent
    package typealias Failure = ClusterError

    let body: StreamingResponse.Body
    let operation: ClusterError.Operation

    package func makeAsyncIterator() -> Iterator {
        Iterator(chunks: body.makeAsyncIterator(), operation: operation)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var chunks: StreamingResponse.Body.Iterator
        let operation: ClusterError.Operation
        var lines = LineSplitter()

        package mutating func next() async throws(ClusterError) -> WatchEvent? {
            try await next(isolation: nil)
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> WatchEvent? {
            while true {
                if let line = lines.next() { return try Self.event(line, operation) }
                let chunk: [UInt8]?
                do throws(TransportError) {
                    chunk = try await chunks.next(isolation: actor)
                } catch {
                    throw ClusterError(error, operation)
                }
                guard let chunk else {
                    guard lines.isEmpty else {
                        throw ClusterError(.malformed, operation, message: "the watch ended within an event")
                    }
                    return nil
                }
                guard lines.append(chunk) else {
                    throw ClusterError(
                        .malformed, operation, message: "an event is longer than \(LineSplitter.longest) bytes")
                }
            }
        }

        private static func event(
            _ line: [UInt8], _ operation: ClusterError.Operation
        ) throws(ClusterError) -> WatchEvent {
            func malformed(_ message: String) -> ClusterError { ClusterError(.malformed, operation, message: message) }
            let value: Value
            do throws(JSONError) {
                value = try JSON.parse(line)
            } catch {
                throw malformed("an event is no JSON: \(error)")
            }
            guard let type = value["type"]?.string, let object = value["object"], object.object != nil else {
                throw malformed("expected an event with a type and an object")
            }
            switch type {
            case "ADDED": return .added(object)
            case "MODIFIED": return .modified(object)
            case "DELETED": return .deleted(object)
            case "BOOKMARK":
                guard let version = object[path: "metadata", "resourceVersion"]?.string else {
                    throw malformed("a bookmark without a resourceVersion")
                }
                return .bookmark(resourceVersion: version)
            case "ERROR": throw ClusterError(status: object, code: 500, operation)
            default: throw malformed("an event of unknown type '\(type.prefix(40))'")
            }
        }
    }
}

/// Cuts chunks into lines, however they were cut on the way.
struct LineSplitter {
    /// Bytes of one line; etcd keeps no object above 1.5 MiB, and JSON can be longer than what it keeps.
    static let longest = 16 << 20

    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0

    var isEmpty: Bool { buffer.count == start }

    /// - Returns: false when a line grows beyond the limit.
    mutating func append(_ chunk: [UInt8]) -> Bool {
        if start > 0 {
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        buffer += chunk
        return buffer.count <= Self.longest
    }

    /// The next whole line, without its end; empty lines are left out.
    mutating func next() -> [UInt8]? {
        while let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = buffer[start..<end]
            start = end + 1
            searched = start
            if !line.isEmpty { return Array(line) }
        }
        searched = buffer.count
        return nil
    }
}
