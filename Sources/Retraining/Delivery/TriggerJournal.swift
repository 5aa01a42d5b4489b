import Foundation
import Trust

/// Remembers, durably, which triggers were told of which event: a file a delivery.
package struct TriggerJournal: Sendable {
    package enum Entry: String, Sendable, Hashable {
        /// Written before the first attempt: whether it arrived is not known.
        case begun
        case delivered
        case refused
        /// It did not arrive; the next time it is sent again.
        case open
    }

    package let folder: String

    /// - Parameter folder: made where it is missing.
    package init(folder: String) { self.folder = folder }

    /// - Returns: nil where nothing was ever sent.
    /// - Throws: `journal` for a file that cannot be read or holds something else: it may not be taken for nothing.
    func entry(_ event: RetrainingEvent, _ trigger: Trigger) throws(RetrainingError) -> Entry? {
        let path = path(event, trigger)
        let bytes: [UInt8]?
        do throws(TrustError) { bytes = try DurableFile.read(path: path) } catch {
            throw .journal(path: path, reason: "\(error)")
        }
        guard let bytes else { return nil }
        let word = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let entry = Entry(rawValue: word) else {
            throw .journal(path: path, reason: "expected an entry of the journal, found '\(word.prefix(40))'")
        }
        return entry
    }

    func record(_ entry: Entry, _ event: RetrainingEvent, _ trigger: Trigger) throws(RetrainingError) {
        let path = path(event, trigger)
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw .journal(path: folder, reason: "expected a folder that can be made, found \(error)")
        }
        do throws(TrustError) {
            try DurableFile.write(Array("\(entry.rawValue)\n\(event.id) \(trigger.name)\n".utf8), path: path)
        } catch {
            throw .journal(path: path, reason: "\(error)")
        }
    }

    /// Who keeps this journal: 32 hexadecimal digits, made with the journal and lost with it.
    ///
    /// - Throws: `journal` where it can be neither read nor made.
    package func daemon() throws(RetrainingError) -> String {
        let path = "\(folder)/daemon"
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw .journal(path: folder, reason: "expected a folder that can be made, found \(error)")
        }
        let known: [UInt8]?
        do throws(TrustError) { known = try DurableFile.read(path: path) } catch {
            throw .journal(path: path, reason: "\(error)")
        }
        if let known {
            let name = String(decoding: known.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            guard name.utf8.count == 32, name.allSatisfy(\.isHexDigit) else {
                throw .journal(path: path, reason: "expected 32 hexadecimal digits, found '\(name.prefix(40))'")
            }
            return name
        }
        let name = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        do throws(TrustError) { try DurableFile.write(Array("\(name)\n".utf8), path: path) } catch {
            throw .journal(path: path, reason: "\(error)")
        }
        return name
    }

    private func path(_ event: RetrainingEvent, _ trigger: Trigger) -> String {
        let name = SHA256Digest(of: Array("\(event.id)\n\(trigger.name)".utf8)).hex.prefix(40)
        return "\(folder)/\(name)"
    }
}
