package import Manifests

/// Why a FieldsV1 value is not a field set.
package struct FieldSetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The members of the FieldsV1 objects above the fault, as written; the innermost four of a deeper one.
    package var path: [String]
    package var message: String

    package var description: String {
        path.isEmpty ? message : "\(message) at '\(path.joined(separator: " "))'"
    }
}

extension FieldSet {
    /// FieldsV1 nests two members for each level of an object.
    private static let maximalDepth = 128

    /// Reads FieldsV1 (`metav1.FieldsV1`): members `f:NAME`, `k:{KEYS}`, `v:VALUE`, `i:INDEX` and `.`.
    ///
    ///     try FieldSet(fieldsV1: ["f:spec": ["f:replicas": [:]]])   // .spec.replicas
    ///
    /// Members with another prefix are left out: a later version may know them. Null is an object without members.
    ///
    /// - Throws: a member that is no object, a prefix without its content, nesting past 128.
    package init(fieldsV1 value: Value) throws(FieldSetError) {
        self = try FieldSet.read(value, depth: 0).children
    }

    /// The set of a level and whether its own path is a member.
    private static func read(
        _ value: Value, depth: Int
    ) throws(FieldSetError) -> (children: FieldSet, isMember: Bool) {
        if value.isNull { return (FieldSet(), true) }
        guard case .object(let object) = value else {
            throw FieldSetError(path: [], message: "expected an object of fields, found \(value.kindInWords)")
        }
        if object.isEmpty { return (FieldSet(), true) }
        guard depth < maximalDepth else {
            throw FieldSetError(path: [], message: "fields nested deeper than \(maximalDepth)")
        }
        var isMember = false
        var nodes: [Node] = []
        nodes.reserveCapacity(object.count)
        for member in object {
            if member.key == "." {
                isMember = true
                continue
            }
            guard let element = try element(member.key) else { continue }
            do throws(FieldSetError) {
                let (children, childIsMember) = try read(member.value, depth: depth + 1)
                nodes.append(Node(element: element, isMember: childIsMember, children: children))
            } catch {
                throw error.path.count < 4
                    ? FieldSetError(path: [member.key] + error.path, message: error.message) : error
            }
        }
        if nodes.isEmpty { isMember = true }
        return (FieldSet(sorted: sorted(nodes)), isMember)
    }

    /// Sorted; of two ways to write one element (`k:{"port":1}`, `k:{"port":1.0}`) the union.
    private static func sorted(_ nodes: [Node]) -> [Node] {
        let ascending = zip(nodes, nodes.dropFirst()).allSatisfy { $0.element < $1.element }
        if ascending { return nodes }
        var result: [Node] = []
        result.reserveCapacity(nodes.count)
        for node in nodes.sorted(by: { $0.element < $1.element }) {
            if let last = result.last, last.element == node.element {
                result[result.count - 1] = Node(
                    element: last.element, isMember: last.isMember || node.isMember,
                    children: last.children.union(node.children))
            } else {
                result.append(node)
            }
        }
        return result
    }

    /// Nil for a prefix that is not known.
    private static func element(_ text: String) throws(FieldSetError) -> PathElement? {
        let bytes = text.utf8
        guard bytes.count >= 2 else {
            throw FieldSetError(path: [], message: "field '\(text)' must be 2 characters long")
        }
        guard bytes[bytes.index(after: bytes.startIndex)] == UInt8(ascii: ":") else {
            throw FieldSetError(path: [], message: "missing colon in field '\(text)'")
        }
        let content = text[text.utf8.index(text.startIndex, offsetBy: 2)...]
        switch bytes.first {
        case UInt8(ascii: "f"):
            return .field(String(content))
        case UInt8(ascii: "v"):
            return .value(try json(content, of: text))
        case UInt8(ascii: "k"):
            if let key = plainKey(content) { return .key(key) }
            guard case .object(let key) = try json(content, of: text) else {
                throw FieldSetError(path: [], message: "expected an object of keys in field '\(text)'")
            }
            return .key(key)
        case UInt8(ascii: "i"):
            guard let index = Int(content) else {
                throw FieldSetError(path: [], message: "expected an index in field '\(text)'")
            }
            return .index(index)
        default:
            return nil
        }
    }

    /// `{"name":"model"}`, by far the most frequent key, without the cost of a whole parser; nil for any other form.
    private static func plainKey(_ content: Substring) -> Object? {
        guard !content.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 < 0x20 }) else { return nil }
        let parts = content.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("{".utf8), parts[2].elementsEqual(":".utf8),
            parts[4].elementsEqual("}".utf8), let name = String(parts[1]), let value = String(parts[3])
        else { return nil }
        return [name: .string(value)]
    }

    /// The server reads every number of a field set as a double, and names fields in conflicts accordingly.
    private static func asDoubles(_ value: Value) -> Value {
        switch value {
        case .integer(let integer): .double(Double(integer))
        case .object(let object):
            .object(Object(object.members.map { .init(key: $0.key, value: asDoubles($0.value)) }))
        case .array(let items): .array(items.map(asDoubles))
        default: value
        }
    }

    private static func json(_ content: Substring, of text: String) throws(FieldSetError) -> Value {
        do throws(JSONError) {
            return asDoubles(try JSON.parse(Array(content.utf8)))
        } catch {
            throw FieldSetError(path: [], message: "field '\(text)' is not JSON: \(error)")
        }
    }
}

extension FieldSet {
    /// The FieldsV1 of this set as a value. Its members are in the order of their bytes, as in every
    /// ``Manifests/Object``; ``writeFieldsV1(into:)`` gives the server's own order.
    package var fieldsV1: Value { fieldsV1(isMember: false) }

    private func fieldsV1(isMember: Bool) -> Value {
        var members: [Object.Member] = []
        members.reserveCapacity(nodes.count + 1)
        if isMember, !nodes.isEmpty { members.append(Object.Member(key: ".", value: .object(Object()))) }
        for node in nodes {
            members.append(
                Object.Member(key: node.element.fieldsV1Key, value: node.children.fieldsV1(isMember: node.isMember)))
        }
        return .object(Object(members))
    }

    /// Appends the FieldsV1 text, byte for byte as the API server writes it: `.` first, then fields, keys
    /// (numbers by what they count, so `k:{"port":9}` before `k:{"port":80}`), values and indices.
    package func writeFieldsV1(into bytes: inout [UInt8]) { write(isMember: false, into: &bytes) }

    private func write(isMember: Bool, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        var first = true
        if isMember, !nodes.isEmpty {
            bytes += Array(#"".":{}"#.utf8)
            first = false
        }
        for node in nodes {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            JSON.write(.string(node.element.fieldsV1Key), into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            node.children.write(isMember: node.isMember, into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension PathElement {
    /// `f:image`, `k:{"name":"model"}`, `v:"x"`, `i:3`.
    package var fieldsV1Key: String {
        switch self {
        case .field(let name): "f:" + name
        case .key(let key): "k:" + HTMLSafeJSON.string(.object(key))
        case .value(let value): "v:" + HTMLSafeJSON.string(value)
        case .index(let index): "i:\(index)"
        }
    }
}
