import Manifests

/// Defaults of webhooks, admission policies, flow control and other servers.
enum AdmissionDefaults {
    static func fill(_ root: inout Object, kind: String) {
        switch kind {
        case "ValidatingWebhookConfiguration": root.editEach("webhooks", webhook)
        case "MutatingWebhookConfiguration":
            root.editEach("webhooks") { hook in
                webhook(&hook)
                hook.fill("reinvocationPolicy", "Never")
            }
        case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy":
            root.edit("spec") { spec in
                spec.fill("failurePolicy", "Fail")
                spec.edit("matchConstraints", resources)
            }
        case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding":
            root.edit("spec") { spec in
                spec.edit("matchResources", resources)
                spec.edit("paramRef") { $0.fill("parameterNotFoundAction", "Deny") }
            }
        case "APIService": root.edit("spec") { $0.edit("service") { $0.fill("port", 443) } }
        case "FlowSchema": root.edit("spec") { $0.fillZero("matchingPrecedence", 1000) }
        case "PriorityLevelConfiguration": root.edit("spec", priorityLevel)
        default: break
        }
    }

    private static func webhook(_ hook: inout Object) {
        hook.fill("failurePolicy", "Fail")
        hook.fill("timeoutSeconds", 10)
        match(&hook)
        hook.editEach("rules") { $0.fill("scope", "*") }
        hook.edit("clientConfig") { $0.edit("service") { $0.fill("port", 443) } }
    }

    private static func resources(_ match: inout Object) {
        Self.match(&match)
        for list in ["resourceRules", "excludeResourceRules"] { match.editEach(list) { $0.fill("scope", "*") } }
    }

    private static func match(_ object: inout Object) {
        object.fill("matchPolicy", "Equivalent")
        object.fill("namespaceSelector", [:])
        object.fill("objectSelector", [:])
    }

    private static func priorityLevel(_ spec: inout Object) {
        spec.edit("exempt") { exempt in
            exempt.fill("nominalConcurrencyShares", 0)
            exempt.fill("lendablePercent", 0)
        }
        spec.edit("limited") { limited in
            limited.fill("nominalConcurrencyShares", 30)
            limited.fill("lendablePercent", 0)
            limited.edit("limitResponse") { response in
                response.edit("queuing") { queuing in
                    queuing.fillZero("handSize", 8)
                    queuing.fillZero("queues", 64)
                    queuing.fillZero("queueLengthLimit", 50)
                }
            }
        }
    }
}

extension Object {
    /// Where a number that is no pointer in Go is absent or 0.
    fileprivate mutating func fillZero(_ key: String, _ value: Value) {
        if self[key] == 0 { self[key] = value } else { fill(key, value) }
    }
}
