import Foundation

/// What Package.swift says of the project's targets, read from its text.
struct PackageManifest {
    struct Target: Equatable {
        let name: String
        let isSystemLibrary: Bool
        /// Names of targets and of other packages' products.
        let dependencies: Set<String>
    }

    /// Without tests, in the order in which Package.swift lists them.
    let targets: [Target]

    init(text: String) {
        let products = Self.products(in: text)
        // `module("Name", uses: […])`, `.systemLibrary(name: "Name", …)`, `.executableTarget(name: "Name", …)`
        let declaration =
            #/(?:\bmodule\(|\.(?<kind>systemLibrary|executableTarget|target)\(\s*name:)\s*"(?<name>[\w-]+)"/#
        let list = #/(?:uses|dependencies):\s*\[(?<items>[^\]]*)\]/#
        let item = #/"(?<name>[\w-]+)"|(?<constant>\w+)/#

        let found = text.matches(of: declaration)
        targets = found.indices.map { index in
            let match = found[index]
            let isSystemLibrary = match.kind == "systemLibrary"
            let next = found.indices.contains(index + 1) ? found[index + 1].range.lowerBound : text.endIndex
            let items = isSystemLibrary ? "" : text[match.range.upperBound..<next].firstMatch(of: list)?.items ?? ""
            let dependencies = items.matches(of: item).map { item in
                item.name.map(String.init) ?? products[String(item.constant ?? "")] ?? String(item.constant ?? "")
            }
            return Target(name: String(match.name), isSystemLibrary: isSystemLibrary, dependencies: Set(dependencies))
        }
    }

    /// The product behind each `let constant: Target.Dependency = .product(name: …)`.
    private static func products(in text: String) -> [String: String] {
        let constant = #/let (?<constant>\w+): Target\.Dependency = \.product\(name: "(?<product>[\w-]+)"/#
        return Dictionary(
            text.matches(of: constant).map { (String($0.constant), String($0.product)) },
            uniquingKeysWith: { first, _ in first })
    }
}
