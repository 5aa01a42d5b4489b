import Cluster
import Manifests

@testable import Delivery

/// What people and controllers do to objects behind Git's back, each under a name of its own.
struct OtherManagers {
    let client: ClusterClient
    /// With other labels of the environment the object is another's, and left alone.
    private static let identity: Set<String> = [
        "apiVersion", "kind", "name", "namespace", "applyset.kubernetes.io/part-of", "lockstep/environment",
    ]
    private static let names = ["somebody", "kubectl-edit", "autoscaler"]

    /// One change, of whatever kind; what the server refuses has changed nothing.
    func disturb(_ object: Value, as resource: APIResource, using objects: inout GeneratedObjects) async {
        let name = object[path: "metadata", "name"]?.string ?? ""
        let namespace = object[path: "metadata", "namespace"]?.string
        let manager = Self.names[Int.random(in: 0..<Self.names.count, using: &objects.random)]
        let options = WriteOptions(fieldManager: manager, force: true)
        func patch(_ change: Value) async {
            _ = try? await client.patch(change, resource, namespace: namespace, name: name, options: options)
        }
        switch Int.random(in: 0..<8, using: &objects.random) {
        case 0: await patch(["metadata": ["labels": ["tier": .string(objects.pick("a", "z"))]]])
        case 1: await patch(["metadata": ["annotations": ["example.com/owner": .null, "note": "x"]]])
        case 2, 3:
            guard let (path, value) = leaf(of: object, using: &objects) else { return }
            await patch(Self.nested(path, changed(value, using: &objects)))
        case 4:
            guard let (path, _) = leaf(of: object, using: &objects) else { return }
            await patch(Self.nested(path, .null))
        case 5:
            // The same or another value by an apply, so that a field has two owners or changes hands.
            guard let (path, value) = leaf(of: object, using: &objects) else { return }
            let applied = Self.nested(path, objects.chance(50) ? value : changed(value, using: &objects))
            _ = try? await client.apply(Self.identified(applied, as: object), as: resource, options: options)
        case 6: _ = try? await client.delete(resource, namespace: namespace, name: name)
        default:
            _ = try? await client.apply(
                Self.identified(["metadata": ["labels": ["added": "1"]]], as: object), as: resource, options: options)
        }
    }

    /// A field that the object has, with its value: not a list's item, which a merge patch cannot name.
    private func leaf(of object: Value, using objects: inout GeneratedObjects) -> ([String], Value)? {
        var leaves: [([String], Value)] = []
        func walk(_ value: Value, _ path: [String]) {
            if let members = value.object, !members.isEmpty {
                for member in members where !Self.identity.contains(member.key) {
                    walk(member.value, path + [member.key])
                }
            } else if path.count > 1 {
                leaves.append((path, value))
            }
        }
        walk(object, [])
        return leaves.isEmpty ? nil : leaves[Int.random(in: 0..<leaves.count, using: &objects.random)]
    }

    private func changed(_ value: Value, using objects: inout GeneratedObjects) -> Value {
        switch value {
        case .string(let text): .string(objects.pick(text + "x", "30s", "dHdv"))
        case .integer(let number): .integer(number + Int64(objects.pick(1, 2)))
        case .bool(let flag): .bool(!flag)
        case .array(let items): .array(objects.chance(50) ? items.reversed() : Array(items.dropLast()))
        default: objects.pick("x", 1)
        }
    }

    private static func nested(_ path: [String], _ value: Value) -> Value {
        path.reversed().reduce(value) { inner, key in .object([key: inner]) }
    }

    private static func identified(_ change: Value, as object: Value) -> Value {
        var root = change.object ?? [:]
        var metadata = root["metadata"]?.object ?? [:]
        for key in ["name", "namespace"] { metadata[key] = object[path: "metadata", key] }
        root["metadata"] = .object(metadata)
        for key in ["apiVersion", "kind"] { root[key] = object[key] }
        return .object(root)
    }
}
