import Foundation
import FoundationXML

/// One page of an S3 listing (`ListObjectsV2`).
struct ObjectListing {
    struct Entry: Hashable {
        var key = ""
        var size = ""
        var entityTag = ""
        var modified = ""
    }

    var entries: [Entry] = []
    /// Where the next page begins; nil on the last one.
    var continuation: String?

    /// - Returns: nil where the answer is no listing.
    init?(xml: [UInt8]) {
        let reader = Reader()
        let parser = XMLParser(data: Data(xml))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        guard parser.parse(), reader.isComplete, !reader.isTruncated || reader.next != nil else { return nil }
        entries = reader.entries
        continuation = reader.isTruncated ? reader.next : nil
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var isListing = false
        /// Whether the document ends where the listing does: a parser may be content with less.
        var isComplete: Bool { isListing && isClosed }
        private var isClosed = false
        var isTruncated = false
        var next: String?
        var entries: [Entry] = []
        private var path: [String] = []
        private var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if path.isEmpty { isListing = name == "ListBucketResult" }
            path.append(name)
            text = ""
            if path.count == 2, name == "Contents" { entries.append(Entry()) }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            switch path.dropFirst().joined(separator: "/") {
            case "IsTruncated": isTruncated = text == "true"
            case "NextContinuationToken": next = text
            case "Contents/Key": edit { $0.key = text }
            case "Contents/Size": edit { $0.size = text }
            case "Contents/ETag": edit { $0.entityTag = text }
            case "Contents/LastModified": edit { $0.modified = text }
            default: break
            }
            path.removeLast()
            isClosed = path.isEmpty
            text = ""
        }

        private func edit(_ change: (inout Entry) -> Void) {
            guard !entries.isEmpty else { return }
            change(&entries[entries.count - 1])
        }
    }
}
