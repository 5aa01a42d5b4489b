import Testing
import Trust

/// A log in memory or on disk with a key of its own.
struct TestLog {
    static let origin = "example.com/log"
    let key: TestKey
    let location: LogLocation
    let files: any LogFiles

    init(_ files: any LogFiles = FaultyFiles(), folder: String = "/log", mark: String = "/state/mark") throws {
        key = try TestKey(1, name: Self.origin)
        location = try LogLocation(folder: folder, highWaterMark: mark)
        self.files = files
    }

    func open(witnessed: [SignedNote] = [], withholds: Bool = false, adopts: Bool = false) throws -> TransparencyLog {
        try TransparencyLog(
            at: location, origin: Self.origin, signer: key.signer, verifier: key.verifier, witnessed: witnessed,
            withholds: withholds, adopts: adopts, files: files, now: { 1_700_000_000 })
    }

    var reader: LogReader { LogReader(folder: location.folder, files: files) }

    /// All entries, after everything stored was checked.
    func verifiedEntries() throws -> [[UInt8]] {
        let verified = try VerifiedCheckpoint(try reader.checkpoint(), origin: Self.origin, log: key.verifier)
        var entries: [[UInt8]] = []
        try reader.verifyAll(verified.checkpoint) { entries.append($1) }
        return entries
    }

    static func entry(_ number: Int) -> [UInt8] { Array("entry \(number)".utf8) }
    static func entries(_ range: Range<Int>) -> [[UInt8]] { range.map(entry) }
}
