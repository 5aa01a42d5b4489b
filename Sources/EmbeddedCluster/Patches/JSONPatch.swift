import Manifests

/// JSON Patch (RFC 6902) over JSON Pointers (RFC 6901).
enum JSONPatch {
    enum Failure: Error {
        /// Not a patch.
        case malformed(String)
        /// A test failed, or a path leads nowhere.
        case rejected
    }

    private static let mostOperations = 10_000

    static func apply(_ patch: Value, to target: Value) throws(Failure) -> Value {
        guard let operations = patch.array, operations.count <= mostOperations else {
            throw .malformed("expected a list of at most \(mostOperations) operations")
        }
        var result = target
        for operation in operations { result = try apply(operation: operation, to: result) }
        return result
    }

    private static func apply(operation: Value, to target: Value) throws(Failure) -> Value {
        let path = try pointer(operation["path"])
        switch operation["op"]?.string {
        case "add":
            return try change(target, path) { (parent, step) throws(Failure) in
                try insert(operation["value"], at: step, into: parent)
            }
        case "remove":
            return try change(target, path) { (parent, step) throws(Failure) in try remove(step, from: parent) }
        case "replace":
            guard let value = operation["value"] else { throw .malformed("expected a value") }
            guard try read(target, path) != nil else { throw .rejected }
            return try change(target, path) { (parent, step) throws(Failure) in try set(value, at: step, in: parent) }
        case "test":
            guard try read(target, path) ?? .null == operation["value"] ?? .null else { throw .rejected }
            return target
        case "move":
            let from = try pointer(operation["from"])
            guard let value = try read(target, from) else { throw .rejected }
            let without = try change(target, from) { (parent, step) throws(Failure) in try remove(step, from: parent) }
            return try change(without, path) { (parent, step) throws(Failure) in
                try insert(value, at: step, into: parent)
            }
        case "copy":
            guard let value = try read(target, try pointer(operation["from"])) else { throw .rejected }
            return try change(target, path) { (parent, step) throws(Failure) in
                try insert(value, at: step, into: parent)
            }
        default: throw .malformed("expected an operation")
        }
    }

    private static func pointer(_ value: Value?) throws(Failure) -> [String] {
        guard let text = value?.string, text.isEmpty || text.hasPrefix("/") else {
            throw .malformed("expected a JSON pointer")
        }
        return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func read(_ target: Value, _ path: [String]) throws(Failure) -> Value? {
        var value = target
        for step in path {
            switch value {
            case .object(let object):
                guard let next = object[step] else { return nil }
                value = next
            case .array(let list):
                guard let index = Int(step), list.indices.contains(index) else { return nil }
                value = list[index]
            default: return nil
            }
        }
        return value
    }

    /// Changes the parent of what a path names.
    private static func change(
        _ target: Value, _ path: [String], _ body: (Value, String) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let step = path.first else { return try body(.object(["": target]), "")[""] ?? .null }
        if path.count == 1 { return try body(target, step) }
        let rest = Array(path.dropFirst())
        switch target {
        case .object(var object):
            guard let next = object[step] else { throw .rejected }
            object[step] = try change(next, rest, body)
            return .object(object)
        case .array(var list):
            guard let index = Int(step), list.indices.contains(index) else { throw .rejected }
            list[index] = try change(list[index], rest, body)
            return .array(list)
        default: throw .rejected
        }
    }

    private static func insert(_ value: Value?, at step: String, into parent: Value) throws(Failure) -> Value {
        guard let value else { throw .malformed("expected a value") }
        guard case .array(var list) = parent else { return try set(value, at: step, in: parent) }
        guard let index = step == "-" ? list.count : Int(step), (0...list.count).contains(index) else {
            throw .rejected
        }
        list.insert(value, at: index)
        return .array(list)
    }

    private static func set(_ value: Value, at step: String, in parent: Value) throws(Failure) -> Value {
        switch parent {
        case .object(var object):
            object[step] = value
            return .object(object)
        case .array(var list):
            guard let index = Int(step), list.indices.contains(index) else { throw .rejected }
            list[index] = value
            return .array(list)
        default: throw .rejected
        }
    }

    private static func remove(_ step: String, from parent: Value) throws(Failure) -> Value {
        switch parent {
        case .object(var object):
            guard object[step] != nil else { throw .rejected }
            object[step] = nil
            return .object(object)
        case .array(var list):
            guard let index = Int(step), list.indices.contains(index) else { throw .rejected }
            list.remove(at: index)
            return .array(list)
        default: throw .rejected
        }
    }
}
