import Foundation
import Testing

/// The container image brings what the build links.
@Suite struct ImageTests {
    /// They bring ICU and, linked to that, the C++ library: a third of what the loader does at each start.
    @Test func `nothing links libxml2`() throws {
        let tree = try ProjectTree.here.get()
        for file in tree.files where file.path.hasPrefix("Sources/") && file.path.hasSuffix(".swift") {
            #expect(!file.text.contains("import FoundationXML"), "\(file.path)")
        }
    }

    @Test func `the image has the runtime package of every library that the build needs`() throws {
        let tree = try ProjectTree.here.get()
        let script = tree.text(of: "scripts/install-dependencies.sh")
        let dockerfile = tree.text(of: "deploy/Dockerfile")
        let installed =
            dockerfile.split(separator: "FROM").last.map(String.init)?
            .split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        let libraries = script.matches(of: #/(?m)^(?<package>[a-z0-9-]+)-dev +\|/#).map {
            String($0.package).replacing("-openssl", with: "")
        }
        try #require(libraries.count >= 7)
        for library in libraries {
            #expect(
                installed.contains { $0.hasPrefix(library) && !$0.hasSuffix("-dev") },
                "'\(library)-dev' is linked, and deploy/Dockerfile installs no '\(library)…'")
        }
    }
}
