-- Accelerators other than KVM, the ARM interrupt controller, and virtual CPUs that qemu or the host
-- does not have.
return {
  { cause = "accelerator_unavailable", stage = "qemu-start",
    any = { "HV_UNSUPPORTED", "HV_ERROR", "HV_DENIED", "HV_NO_DEVICE", "HV_NO_RESOURCES", "HV_BUSY",
      "invalid accelerator hvf", "failed to initialize HVF", "-accel hvf: failed",
      "HVF is not available", "HVF not available", "hvf accelerator is not",
      "accel=hvf: No accelerator found", "Hypervisor framework is not",
      "hypervisor.framework is not", "kern.hv_support: 0", "failed to initialize WHPX",
      "WHPX: No accelerator found", "WHPX: Failed to", "invalid accelerator whpx",
      "failed to initialize HAX", "invalid accelerator hax",
      "Virtualization is not available on this hardware", "VZErrorDomain", "VZErrorVirtualMachine",
      "failed to initialize xen", "failed to initialize nvmm", "hv_vm_create failed",
      "hv_vcpu_create failed" },
    confidence = "high",
    summary = "The accelerator of this system (macOS Hypervisor framework, WHPX, HAX) cannot " ..
        "be used here; mostly because the host is itself a virtual machine.",
    cure = { text = "Run qemu with -accel tcg (slow), or on a host with nested virtualisation",
      hook = "force-tcg" },
    match = [[qemu-system-x86_64: -accel hvf: Error: HV_ERROR]],
    healthy = [[supported accelerators are kvm, xen, hax, hvf, nvmm, whpx or tcg]] },

  { cause = "arm_gic_version_unknown", stage = "qemu-start",
    any = { "Unable to determine GIC version supported by host", "unable to determine GIC version",
      "could not determine GIC version", "cannot determine the host GIC version" },
    confidence = "high",
    summary = "qemu cannot tell which interrupt controller (GIC) this ARM host offers to guests.",
    cure = { text = "Give it: -machine virt,gic-version=3 (or 2); or run without KVM",
      hook = "force-tcg" },
    match = [[qemu-kvm: Unable to determine GIC version supported by host]],
    healthy = [[[    0.000000] GICv3: 96 SPIs implemented]] },

  { cause = "arm_gic_version_mismatch", stage = "qemu-start",
    any = { "host does not support in-kernel GICv2 emulation", "host does not support GICv",
      "does not support in-kernel GIC", "PMU: KVM_SET_DEVICE_ATTR: Invalid argument",
      "failed to set irq for PMU", "KVM_SET_DEVICE_ATTR failed: No such device",
      "Create kernel irqchip failed", "error creating in-kernel VGIC",
      "Initialization of device kvm-arm-gic failed",
      "KVM with user space irqchip only works when the host kernel supports",
      "Userspace GICv3 is not supported with KVM", "gic-version=2 is not supported",
      "gic-version=3 is not supported", "gicv2 is not supported", "gicv3 is not supported",
      "Supported GIC versions", "kvm: failed to create vgic", "kvm_init_vgic",
      "GIC version 2 is not supported", "unsupported GIC version" },
    confidence = "high",
    summary = "qemu's default interrupt controller (GIC) version is not the one that this ARM " ..
        "host can give to guests.",
    cure = { text = "Use -machine virt,gic-version=host (libvirt: <gic version='3'/>); or run " ..
        "without KVM",
      hook = "force-tcg" },
    match = [[
qemu-kvm: PMU: KVM_SET_DEVICE_ATTR: Invalid argument
qemu-kvm: failed to set irq for PMU]],
    healthy = [[-machine virt,gic-version=host,accel=kvm:tcg]] },

  { cause = "qemu_bad_cpu_property", stage = "qemu-start",
    any = { "-cpu." }, line = "[Pp]roperty '[%w_-]*%-cpu%.[%w_.-]+' not found",
    confidence = "high",
    summary = "A CPU property was given that this qemu does not know.",
    cure = { text = "Drop the property from -cpu, or use the qemu and the tool of one release" },
    match = [[
qemu: can't apply global max-i386-cpu.la57=off: Property 'max-i386-cpu.la57' not found]],
    healthy = [[-cpu max-x86_64-cpu.la57=off]] },

  { cause = "qemu_bad_cpu_property", stage = "qemu-start",
    any = { "can't apply global" }, all = { "-cpu.", "not found" }, confidence = "high",
    summary = "A CPU property was given that this qemu does not know.",
    cure = { text = "Drop the property from -cpu, or use the qemu and the tool of one release" },
    match = [[
qemu-kvm: can't apply global max-arm-cpu.pmu=off: Property
'max-arm-cpu.pmu' not found]],
    healthy = [[-global virtio-blk-pci.scsi=off]] },

  { cause = "qemu_bad_cpu_property", stage = "qemu-start",
    any = { "Property '." }, line = "[Pp]roperty '%.[%w_.-]+' not found",
    confidence = "high",
    summary = "A CPU property was given that this qemu does not know.",
    cure = { text = "Drop the property from -cpu, or use the qemu and the tool of one release" },
    match = [[qemu-system-x86_64: Property '.pmu' not found]],
    healthy = [[Property 'scsi-hd.foo' not found]] },

  { cause = "qemu_bad_cpu_property", stage = "qemu-start",
    any = { "CPU feature " }, line = "CPU feature [^ ]+ not found",
    confidence = "high",
    summary = "A CPU feature was given that this qemu does not know.",
    cure = { text = "Drop the feature from -cpu, or use the qemu and the tool of one release" },
    match = [[CPU feature amx-foo not found]],
    healthy = [[x86/cpu: CPU feature 'AVX512' disabled]] },

  { cause = "cpu_model_unknown", stage = "qemu-start",
    any = { "unable to find CPU model", "Unable to find CPU definition", "Could not find CPU model",
      "Unknown CPU model", "unknown cpu model", "CPU model is not supported by hypervisor",
      "Invalid CPU model", "invalid CPU type", "unable to find cpu type",
      "is not a valid cpu model" },
    confidence = "high",
    summary = "qemu does not know the CPU model that was asked for.",
    cure = { text = "qemu-system-x86_64 -cpu help lists the models; -cpu max is always there" },
    match = [[qemu-system-x86_64: unable to find CPU model 'kvm128']],
    healthy = [[qemu-system-x86_64: -cpu qemu64]] },

  { cause = "cpu_feature_missing", stage = "kernel",
    any = { "This kernel requires an x86-64 CPU", "This kernel requires an i686 CPU",
      "but only detected an i", "please use a kernel appropriate for your CPU",
      "This kernel requires the following features not present on the CPU" },
    confidence = "high",
    summary = "The kernel needs a newer CPU than the virtual machine has.",
    cure = { text = "Use qemu-system-x86_64 with -cpu max (or -cpu host), or a kernel for that " ..
        "CPU" },
    match = [[This kernel requires an x86-64 CPU, but only detected an i686 CPU.]],
    healthy = [[[    0.1] smpboot: CPU0: AMD QEMU TCG CPU version 2.5+]] },

  { cause = "cpu_feature_missing", stage = "qemu-start",
    any = { "Host doesn't support requested features", "the CPU is incompatible with host CPU",
      "Host CPU does not provide required features", "guest CPU is not compatible with host CPU",
      "guest and host CPU are not compatible", "CPU is incompatible with host CPU",
      "guest CPU doesn't match specification", "host CPU is not compatible with" },
    confidence = "high",
    summary = "The virtual CPU that was asked for needs features that this host's CPU does not " ..
        "have.",
    cure = { text = "Choose a CPU model that the host has (virsh capabilities), or -cpu host" },
    match = [[
error: the CPU is incompatible with host CPU: Host CPU does not provide required features: svm]],
    healthy = [[
qemu-kvm: warning: host doesn't support requested feature: CPUID.80000001H:ECX.svm [bit 2]
]] },
}
