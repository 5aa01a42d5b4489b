import Foundation
import Testing
import Trust

@Suite struct SealedArtifactTests {
    private static let chunk = 64 << 10

    private func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    @Test(arguments: [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 7])
    func `an artifact comes back as it was`(count: Int) throws {
        let key = try SealingPrivateKey.generate()
        let sealed = try SealedArtifact.seal(content(count), name: "m", to: key.publicKey)
        #expect(try SealedArtifact.open(sealed, name: "m", with: key) == content(count))
        #expect(throws: TrustError.self) { try SealedArtifact.open(sealed, name: "other", with: key) }
        #expect(throws: TrustError.self) { try SealedArtifact.open(sealed, name: "m", with: try .generate()) }
    }

    @Test func `chunks cannot be cut off, left out, repeated, swapped, added or changed`() throws {
        let key = try SealingPrivateKey.generate()
        let sealed = try SealedArtifact.seal(content(3 * Self.chunk), name: "m", to: key.publicKey)
        let start = ArtifactOpener.startBytes
        let size = ArtifactOpener.sealedChunkBytes
        let head = Array(sealed[..<start])
        let chunks = (0..<3).map { Array(sealed[(start + $0 * size)..<(start + ($0 + 1) * size)]) }
        func isRefused(_ bytes: [UInt8]) -> Bool {
            (try? SealedArtifact.open(bytes, name: "m", with: key)) == nil
        }
        #expect(!isRefused(head + chunks[0] + chunks[1] + chunks[2]))
        #expect(isRefused(head))
        #expect(isRefused(head + chunks[0]))
        #expect(isRefused(head + chunks[0] + chunks[1]))
        #expect(isRefused(head + chunks[0] + chunks[2]))
        #expect(isRefused(head + chunks[1] + chunks[0] + chunks[2]))
        #expect(isRefused(head + chunks[0] + chunks[0] + chunks[1] + chunks[2]))
        #expect(isRefused(head + chunks[0] + chunks[1] + chunks[2] + chunks[2]))
        #expect(isRefused(Array(sealed.dropLast())))
        #expect(isRefused(sealed + [0]))
        for index in stride(from: 0, to: sealed.count, by: 9_973) {
            var changed = sealed
            changed[index] ^= 0x80
            #expect(isRefused(changed), "\(index)")
        }
    }

    @Test func `a file is there whole or not at all`() throws {
        let scratch = try Scratch()
        let key = try SealingPrivateKey.generate()
        let source = try scratch.write(content(200_000), "plain")
        try SealedArtifact.seal(file: source, into: scratch.path("sealed"), name: "m", to: key.publicKey)
        try SealedArtifact.open(file: scratch.path("sealed"), into: scratch.path("again"), name: "m", with: key)
        #expect(try scratch.bytes("again") == content(200_000))
        let sealed = try scratch.bytes("sealed")
        try scratch.write(Array(sealed.dropLast(70_000)), "cut")
        #expect(throws: TrustError.self) {
            try SealedArtifact.open(file: scratch.path("cut"), into: scratch.path("never"), name: "m", with: key)
        }
        // What is there stays unless that is asked for.
        #expect(throws: TrustError.self) {
            try SealedArtifact.open(file: scratch.path("sealed"), into: source, name: "m", with: key)
        }
        try SealedArtifact.open(file: scratch.path("sealed"), into: source, name: "m", with: key, replaces: true)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted()
        #expect(left == ["again", "cut", "plain", "sealed"])
    }
}
