using System.Runtime.CompilerServices;

namespace BackupTools.Tests;

/// <summary>The tests read errors as the cmdlets show them, whichever of them runs first.</summary>
internal static class SettingNames
{
    [ModuleInitializer]
    internal static void Use() => Setting.Naming = name => "-" + name;
}
