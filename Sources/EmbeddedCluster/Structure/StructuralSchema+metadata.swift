import Manifests

extension StructuralSchema {
    /// Reads the metadata of embedded objects, as that of any object is read.
    ///
    /// - Throws: for metadata that cannot be, `apiVersion` and `kind` that are no texts (`objectmeta.Coerce` of
    ///   k8s.io/apiextensions-apiserver).
    func withReadMetadata(_ object: Object, _ decoder: inout ObjectDecoder) throws(ObjectDecoder.Mismatch) -> Object {
        var reading = MetadataReading(decoder: decoder)
        defer { decoder = reading.decoder }
        return try reading.members(object, root, at: "")
    }

    private struct MetadataReading {
        var decoder: ObjectDecoder

        mutating func value(_ value: Value, _ schema: Object, at place: String) throws(ObjectDecoder.Mismatch) -> Value
        {
            switch value {
            case .object(let members):
                var members = try self.members(members, schema, at: place)
                if StructuralSchema.isResource(schema) { try read(&members, at: place) }
                return .object(members)
            case .array(let items):
                guard let item = schema["items"]?.object else { return value }
                var read: [Value] = []
                for (index, element) in items.enumerated() {
                    read.append(try self.value(element, item, at: "\(place)[\(index)]"))
                }
                return .array(read)
            default: return value
            }
        }

        mutating func members(_ members: Object, _ schema: Object, at place: String) throws(ObjectDecoder.Mismatch)
            -> Object
        {
            var result = members
            for member in members {
                guard
                    let below = schema["properties"]?[member.key]?.object ?? schema["additionalProperties"]?.object
                else { continue }
                let name = place.isEmpty ? member.key : "\(place).\(member.key)"
                result[member.key] = try value(member.value, below, at: name)
            }
            return result
        }

        private mutating func read(_ members: inout Object, at place: String) throws(ObjectDecoder.Mismatch) {
            for name in ["apiVersion", "kind"] {
                guard let value = members[name], value.string == nil else { continue }
                throw mismatch("\(place).\(name)", value, "must be a string")
            }
            guard let metadata = members["metadata"] else { return }
            guard let object = metadata.object else {
                throw mismatch("\(place).metadata", metadata, "must be an object")
            }
            do throws(ObjectDecoder.Mismatch) {
                members["metadata"] = .object(try decoder.decode(metadata: object, at: "\(place).metadata"))
            } catch {
                throw mismatch("\(place).metadata", metadata, error.message)
            }
        }

        private func mismatch(_ place: String, _ value: Value, _ why: String) -> ObjectDecoder.Mismatch {
            let text = "\(place): Invalid value: \(JSON.string(value)): \(why)"
            return ObjectDecoder.Mismatch(message: text, conversion: text)
        }
    }
}
