import Foundation
package import Transport

/// Where a table comes from.
package enum DataSource: Sendable, Hashable {
    case file(String)
    case standardInput
    /// An address that answers with CSV or JSON Lines.
    case url(String)

    /// - Parameter text: a path, `-`, or an address with `http://` or `https://`.
    package init(_ text: String) {
        let isAddress = text.hasPrefix("http://") || text.hasPrefix("https://")
        self = text == "-" ? .standardInput : isAddress ? .url(text) : .file(text)
    }

    /// As messages name it.
    package var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        case .url(let url): url
        }
    }

    /// - Throws: `input` for a file that cannot be read, `unreachable` for an address that does not answer with 200.
    package func bytes(_ client: HTTPClient) async throws(DriftError) -> [UInt8] {
        switch self {
        case .standardInput: return Array(FileHandle.standardInput.readDataToEndOfFile())
        case .file(let path):
            do { return Array(try Data(contentsOf: URL(filePath: path))) } catch {
                let exists = FileManager.default.fileExists(atPath: path)
                throw .input(
                    place: path, expected: "a file that can be read",
                    found: exists ? "one that cannot" : "none")
            }
        case .url(let url):
            let response: HTTPResponse
            do throws(TransportError) { response = try await client.send(HTTPRequest(.get, url)) } catch {
                throw .unreachable(place: url, reason: error.description, hint: error.hint)
            }
            guard response.status == 200 else {
                throw .unreachable(
                    place: url, reason: "expected status 200, found \(response.status)", hint: nil)
            }
            return response.body
        }
    }

    /// - Throws: what ``bytes(_:)`` and ``DataFile`` throw.
    package func file(_ client: HTTPClient, format: DataFile.Format? = nil) async throws(DriftError) -> DataFile {
        try DataFile(name: name, bytes: try await bytes(client), format: format)
    }
}
