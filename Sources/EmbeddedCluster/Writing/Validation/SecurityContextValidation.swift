import Manifests

/// What the server refuses of a container's security context (`ValidateSecurityContext` of k8s.io/kubernetes).
enum SecurityContextValidation {
    static func faults(of context: Value?, at place: String) -> [APIError.Cause] {
        guard let context else { return [] }
        var causes: [APIError.Cause] = []
        for field in ["runAsUser", "runAsGroup"] {
            guard let number = context[field]?.integer, !(0...Int64(Int32.max)).contains(number) else { continue }
            causes.append(
                .invalid("\(place).\(field)", String(number), "must be between 0 and \(Int32.max), inclusive"))
        }
        guard context["allowPrivilegeEscalation"] == false else { return causes }
        let added = context[path: "capabilities", "add"]?.array ?? []
        for (isWrong, what) in [
            (context["privileged"] == true, "`privileged` to true"),
            (added.contains("CAP_SYS_ADMIN"), "`capabilities.Add` CAP_SYS_ADMIN"),
        ] where isWrong {
            causes.append(
                .invalid(
                    place, shown(context, fields),
                    "cannot set `allowPrivilegeEscalation` to false and \(what)"))
        }
        return causes
    }

    private static let fields: [(name: String, shown: String)] = [
        ("capabilities", "Capabilities"), ("privileged", "Privileged"), ("seLinuxOptions", "SELinuxOptions"),
        ("windowsOptions", "WindowsOptions"), ("runAsUser", "RunAsUser"), ("runAsGroup", "RunAsGroup"),
        ("runAsNonRoot", "RunAsNonRoot"), ("readOnlyRootFilesystem", "ReadOnlyRootFilesystem"),
        ("allowPrivilegeEscalation", "AllowPrivilegeEscalation"), ("procMount", "ProcMount"),
        ("seccompProfile", "SeccompProfile"), ("appArmorProfile", "AppArmorProfile"),
    ]
    private static let parts: [String: [(name: String, shown: String)]] = [
        "Capabilities": [("add", "Add"), ("drop", "Drop")],
        "SELinuxOptions": [("user", "User"), ("role", "Role"), ("type", "Type"), ("level", "Level")],
        "WindowsOptions": [
            ("gmsaCredentialSpecName", "GMSACredentialSpecName"), ("gmsaCredentialSpec", "GMSACredentialSpec"),
            ("runAsUserName", "RunAsUserName"), ("hostProcess", "HostProcess"),
        ],
        "SeccompProfile": [("type", "Type"), ("localhostProfile", "LocalhostProfile")],
        "AppArmorProfile": [("type", "Type"), ("localhostProfile", "LocalhostProfile")],
    ]

    private static func shown(_ value: Value, _ fields: [(name: String, shown: String)]) -> String {
        GoStruct.text(
            fields.map { field in
                let found = value[field.name] ?? .null
                let part = found.isNull ? nil : parts[field.shown]
                return (field.shown, part.map { shown(found, $0) } ?? JSON.string(found))
            })
    }
}
