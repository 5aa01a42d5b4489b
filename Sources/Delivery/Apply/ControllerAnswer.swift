import Cluster
import Manifests

/// Whether a controller has looked at the last change of an object whose status does not tell of which generation it
/// speaks: right after a change it still tells how things were before.
enum ControllerAnswer {
    /// Who has written no status by then has nothing to say.
    private static let patience: Double = 10

    /// Told by the server's own record of who wrote when, to the second. A time that is far from this machine's, before
    /// or after, tells nothing: two clocks differ.
    static func isPending(on object: Value, now: Instant) -> Bool {
        var (told, changed): (Int64?, Int64?)
        for entry in object[path: "metadata", "managedFields"]?.array ?? [] {
            guard let time = seconds(entry["time"]) else { continue }
            switch entry["subresource"]?.string {
            case "status": told = max(told ?? time, time)
            case nil, "": changed = max(changed ?? time, time)
            default: continue
            }
        }
        guard let told, let changed, told < changed else { return false }
        return abs(now.seconds - Double(changed)) < patience
    }

    private static func seconds(_ time: Value?) -> Int64? {
        guard let bytes = time?.string?.utf8.prefix(DateTimeText.length) else { return nil }
        return DateTimeText.seconds(in: ArraySlice(bytes))
    }
}

extension Health {
    /// The health of an object that may have been changed a moment ago.
    static func afterChange(_ object: Value?, by checks: HealthChecks, now: Instant = .now()) -> Health {
        let health = assess(object, by: checks)
        guard health.status == .healthy, let object, checks.ignoresGeneration(of: object),
            ControllerAnswer.isPending(on: object, now: now)
        else { return health }
        return Health(.progressing, "its controller has not looked at the last change yet")
    }
}
