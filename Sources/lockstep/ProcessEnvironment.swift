import Foundation

/// The variables that the process was started with, taken apart once: Foundation does so whenever it is asked, and the
/// defaults of options ask several times.
enum ProcessEnvironment {
    static let variables = ProcessInfo.processInfo.environment

    static subscript(name: String) -> String? { variables[name] }
}
