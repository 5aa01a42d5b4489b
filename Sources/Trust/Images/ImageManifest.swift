import Manifests

/// An OCI manifest or index (image-spec 1.1), as far as signatures need it.
struct ImageManifest: Sendable, Hashable {
    struct Descriptor: Sendable, Hashable {
        var mediaType: String
        var digest: SHA256Digest
        var size: Int
        var annotations: [String: String] = [:]
        var artifactType: String?

        var value: Value {
            var object: Object = [
                "mediaType": .string(mediaType), "digest": .string("sha256:\(digest.hex)"),
                "size": .integer(Int64(size)),
            ]
            if !annotations.isEmpty {
                object["annotations"] = .object(
                    Object(annotations.map { Object.Member(key: $0.key, value: .string($0.value)) }))
            }
            object["artifactType"] = artifactType.map { .string($0) }
            return .object(object)
        }

        init(mediaType: String, content: [UInt8]) {
            self.mediaType = mediaType
            digest = SHA256Digest(of: content)
            size = content.count
        }

        init(mediaType: String, digest: SHA256Digest, size: Int) {
            self.mediaType = mediaType
            self.digest = digest
            self.size = size
        }

        /// What others write into descriptors besides is passed over.
        init?(_ value: Value) {
            guard let type = value["mediaType"]?.string, let text = value["digest"]?.string,
                text.hasPrefix("sha256:"), let digest = SHA256Digest(hexadecimal: String(text.dropFirst(7))),
                let size = value["size"]?.integer, size >= 0
            else { return nil }
            self.init(mediaType: type, digest: digest, size: Int(clamping: size))
            artifactType = value["artifactType"]?.string
            for member in value["annotations"]?.object ?? [:] { annotations[member.key] = member.value.string }
        }
    }

    static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    static let indexType = "application/vnd.oci.image.index.v1+json"
    static let configType = "application/vnd.oci.image.config.v1+json"
    static let emptyType = "application/vnd.oci.empty.v1+json"
    /// What a manifest may be when an image is asked for.
    static let accepted = [
        manifestType, indexType, "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ]

    var artifactType: String?
    var config: Descriptor
    var layers: [Descriptor]
    var subject: Descriptor?

    var bytes: [UInt8] {
        var object: Object = [
            "schemaVersion": 2, "mediaType": .string(Self.manifestType), "config": config.value,
            "layers": .array(layers.map(\.value)),
        ]
        object["artifactType"] = artifactType.map { .string($0) }
        object["subject"] = subject?.value
        return JSON.write(.object(object))
    }

    /// - Throws: `malformed`.
    static func parse(_ bytes: [UInt8], what: String) throws(TrustError) -> ImageManifest {
        let value = try StrictJSON.parse(bytes, what: what)
        guard value["schemaVersion"]?.integer == 2, let config = value["config"].flatMap({ Descriptor($0) }),
            let layers = value["layers"]?.array
        else { throw .malformed(what, reason: "expected an image manifest") }
        let read = layers.compactMap { Descriptor($0) }
        guard read.count == layers.count, read.count <= 1_000 else {
            throw .malformed(what, reason: "a layer is not described as it should be")
        }
        return ImageManifest(
            artifactType: value["artifactType"]?.string, config: config, layers: read,
            subject: value["subject"].flatMap { Descriptor($0) })
    }

    /// The manifests of an index.
    static func parseIndex(_ bytes: [UInt8], what: String) throws(TrustError) -> [Descriptor] {
        let value = try StrictJSON.parse(bytes, what: what)
        guard value["schemaVersion"]?.integer == 2, let manifests = value["manifests"]?.array else {
            throw .malformed(what, reason: "expected an image index")
        }
        let read = manifests.compactMap { Descriptor($0) }
        guard read.count == manifests.count, read.count <= 10_000 else {
            throw .malformed(what, reason: "a manifest is not described as it should be")
        }
        return read
    }

    static func index(of manifests: [Descriptor]) -> [UInt8] {
        JSON.write([
            "schemaVersion": 2, "mediaType": .string(indexType), "manifests": .array(manifests.map(\.value)),
        ])
    }
}
