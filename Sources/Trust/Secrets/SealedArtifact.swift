/// Whole artifacts, for those that fit into memory; files go chunk by chunk.
package enum SealedArtifact {
    package static func seal(
        _ content: [UInt8], name: String, to key: SealingPublicKey
    ) throws(TrustError) -> [UInt8] {
        var sealer = try ArtifactSealer(name: name, to: key)
        var output: [UInt8] = []
        var start = 0
        repeat {
            let end = min(start + ArtifactSealer.chunkBytes, content.count)
            output += try sealer.seal(Array(content[start..<end]), isLast: end == content.count)
            start = end
        } while start < content.count
        return output
    }

    /// - Throws: `malformed`, `notOpened`; nothing is returned of an artifact that is not whole.
    package static func open(
        _ content: [UInt8], name: String, with key: SealingPrivateKey
    ) throws(TrustError) -> [UInt8] {
        var opener = try ArtifactOpener(
            name: name, start: Array(content.prefix(ArtifactOpener.startBytes)), with: key)
        var output: [UInt8] = []
        var start = ArtifactOpener.startBytes
        while start < content.count {
            let end = min(start + ArtifactOpener.sealedChunkBytes, content.count)
            output += try opener.open(Array(content[start..<end]))
            start = end
        }
        try opener.finish()
        return output
    }

    /// Encrypts a file into another, which is there whole or not at all.
    package static func seal(
        file source: String, into target: String, name: String, to key: SealingPublicKey
    ) throws(TrustError) {
        let reader = try FileChunks(path: source)
        let writer = try FileReplacement(path: target)
        var sealer = try ArtifactSealer(name: name, to: key)
        var chunk = try reader.next(ArtifactSealer.chunkBytes)
        while true {
            let following = try reader.next(ArtifactSealer.chunkBytes)
            try writer.write(try sealer.seal(chunk, isLast: following.isEmpty))
            if following.isEmpty { break }
            chunk = following
        }
        try writer.install()
    }

    /// Decrypts a file into another, which is there only if every chunk was authentic and none was missing.
    ///
    /// - Parameter replaces: false refuses a file that is there already.
    package static func open(
        file source: String, into target: String, name: String, with key: SealingPrivateKey, replaces: Bool = false
    ) throws(TrustError) {
        let reader = try FileChunks(path: source)
        let writer = try FileReplacement(path: target, mode: 0o600)
        var opener = try ArtifactOpener(name: name, start: try reader.next(ArtifactOpener.startBytes), with: key)
        while true {
            let chunk = try reader.next(ArtifactOpener.sealedChunkBytes)
            if chunk.isEmpty { break }
            try writer.write(try opener.open(chunk))
        }
        try opener.finish()
        try writer.install(replaces: replaces)
    }
}
