import Manifests

/// JSON Patch (RFC 6902) over JSON Pointers (RFC 6901), as the API server's library (evanphx/json-patch) takes it:
/// an index below zero counts from the end, an absent value is null, and `replace`, `test` and `copy` take an absent
/// member of an object for null.
enum JSONPatch {
    enum Failure: Error, Equatable {
        /// Not a patch.
        case malformed(String)
        case tooMany(Int)
        /// What its copies add, in bytes of JSON.
        case copiesTooMuch(Int)
        /// A test failed, a path leads nowhere, or an operation is unknown.
        case rejected
    }

    static let mostOperations = 10_000
    /// What the copies of a patch may add together, in bytes of JSON (`JSONPatchMaxCopyBytes` of k8s.io/apiserver): copies
    /// of copies grow exponentially.
    private static let mostCopied = 3 << 20
    /// The levels of nesting that a body may have, which what is made of it may have too.
    private static let deepest = JSON.Limits.standard.depth

    static func apply(_ patch: Value, to target: Value) throws(Failure) -> Value {
        if patch.isNull { return target }
        guard let operations = patch.array, operations.allSatisfy({ $0.object != nil || $0.isNull }) else {
            throw .malformed("expected a list of operations")
        }
        guard operations.count <= mostOperations else { throw .tooMany(operations.count) }
        var (result, copied) = (target, 0)
        for operation in operations { result = try apply(operation: operation, to: result, copied: &copied) }
        return result
    }

    /// - Parameter copied: bytes so far.
    private static func apply(operation: Value, to target: Value, copied: inout Int) throws(Failure) -> Value {
        let value = operation["value"] ?? .null
        switch operation["op"]?.string {
        case "add": return try insert(value, at: try pointer(operation["path"]), into: target)
        case "remove": return try remove(at: try pointer(operation["path"]), from: target)
        case "replace":
            return try replace(at: try pointer(operation["path"], orRoot: true), in: target, with: value)
        case "test":
            let path = try pointer(operation["path"], orRoot: true)
            guard try read(target, path) == value else { throw .rejected }
            return target
        case "move":
            let from = try pointer(operation["from"])
            let moved = try read(target, from)
            return try insert(moved, at: try pointer(operation["path"]), into: try remove(at: from, from: target))
        case "copy":
            let copy = try read(target, try pointer(operation["from"]))
            copied += JSON.write(copy).count
            guard copied <= mostCopied else { throw .copiesTooMuch(copied) }
            return try insert(copy, at: try pointer(operation["path"]), into: target)
        default: throw .rejected
        }
    }

    /// The steps of a pointer, what stands before its first slash left out; at least one step, unless the root will do.
    private static func pointer(_ value: Value?, orRoot: Bool = false) throws(Failure) -> [String] {
        guard let text = value?.string else { throw .rejected }
        if text.isEmpty, orRoot { return [] }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw .rejected }
        return parts.dropFirst().map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
    }

    /// - Throws: where the way there is barred; an absent member of an object is null.
    private static func read(_ target: Value, _ path: [String]) throws(Failure) -> Value {
        var value = target
        for step in path {
            switch value {
            case .object(let object): value = object[step] ?? .null
            case .array(let list): value = list[try index(step, upTo: list.count)]
            default: throw .rejected
            }
        }
        return value
    }

    private static func index(_ step: String, upTo count: Int) throws(Failure) -> Int {
        guard let index = Int(step), (-count..<count).contains(index) else { throw .rejected }
        return index < 0 ? index + count : index
    }

    /// Changes the parent of what a path names.
    private static func change(
        _ target: Value, _ path: ArraySlice<String>, _ body: (inout Value, String) throws(Failure) -> Void
    ) throws(Failure) -> Value {
        guard let step = path.first else { throw .rejected }
        var result = target
        if path.count == 1 {
            try body(&result, step)
            return result
        }
        switch result {
        case .object(var object):
            guard let next = object[step] else { throw .rejected }
            object[step] = try change(next, path.dropFirst(), body)
            return .object(object)
        case .array(var list):
            let place = try index(step, upTo: list.count)
            list[place] = try change(list[place], path.dropFirst(), body)
            return .array(list)
        default: throw .rejected
        }
    }

    /// - Throws: for what would lie deeper than anything may.
    private static func requireRoom(for value: Value, at path: [String]) throws(Failure) {
        if value.isNested(deeperThan: deepest - path.count) { throw .rejected }
    }

    private static func insert(_ value: Value, at path: [String], into target: Value) throws(Failure) -> Value {
        try requireRoom(for: value, at: path)
        return try change(target, path[...]) { (parent, step) throws(Failure) in
            switch parent {
            case .object(var object):
                object[step] = value
                parent = .object(object)
            case .array(var list):
                // One place more than there are items: behind the last.
                list.insert(value, at: step == "-" ? list.count : try index(step, upTo: list.count + 1))
                parent = .array(list)
            default: throw .rejected
            }
        }
    }

    private static func replace(at path: [String], in target: Value, with value: Value) throws(Failure) -> Value {
        if path.isEmpty {
            guard value.object != nil || value.array != nil else { throw .rejected }
            return value
        }
        try requireRoom(for: value, at: path)
        return try change(target, path[...]) { (parent, step) throws(Failure) in
            switch parent {
            case .object(var object):
                object[step] = value
                parent = .object(object)
            case .array(var list):
                list[try index(step, upTo: list.count)] = value
                parent = .array(list)
            default: throw .rejected
            }
        }
    }

    private static func remove(at path: [String], from target: Value) throws(Failure) -> Value {
        try change(target, path[...]) { (parent, step) throws(Failure) in
            switch parent {
            case .object(var object):
                guard object[step] != nil else { throw .rejected }
                object[step] = nil
                parent = .object(object)
            case .array(var list):
                list.remove(at: try index(step, upTo: list.count))
                parent = .array(list)
            default: throw .rejected
            }
        }
    }
}
