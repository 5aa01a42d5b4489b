import ArgumentParser
import Foundation

/// `NAMESPACE/NAME` of a Lease.
struct LeaseName: ExpressibleByArgument {
    let namespace: String
    let name: String

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        (namespace, name) = (parts[0], parts[1])
    }

    /// Of this process alone: a pod that starts anew has the name of before.
    var identity: String { "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())" }
}
