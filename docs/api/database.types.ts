// Types of the Data API for supabase-js, written by `deno task generate types`: createClient<Database>(url, key).
// A test holds this file to `supabase gen types` on a database with every migration.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]
export type Database = {
"public": {
Tables: {
[_ in never]: never
}
Views: {
[_ in never]: never
}
Functions: {
"begin_backfill":
{ Args: { "chunk": Json }; Returns: Json
},
"begin_provider_call":
{ Args: { "client"?: string,"cost": number,"operation": string,"provider_key": string }; Returns: Json
},
"claim_pull":
{ Args: { "request": Json }; Returns: Json
},
"export_page":
{ Args: { "after"?: (string)[],"most"?: number,"name": string }; Returns: Json
},
"feed_bars":
{ Args: { "ends_at": string,"metal"?: string,"starts_at": string,"step": string }; Returns: Json
},
"feed_latest":
{ Args: { "metal"?: string }; Returns: Json
},
"feed_samples":
{ Args: { "minutes": number,"starts_at": string }; Returns: Json
},
"feed_year":
{ Args: { "year": number }; Returns: Json
},
"finish_import":
{ Args: Record<PropertyKey, never>; Returns: undefined
},
"finish_provider_call":
{ Args: { "call_id": number,"outcome": Json }; Returns: undefined
},
"import_prices":
{ Args: { "dry_run"?: boolean,"metals": (string)[],"prices": (number)[],"providers": (string)[],"times": (string)[] }; Returns: Json
},
"prepare_import":
{ Args: { "years": (number)[] }; Returns: undefined
},
"read_config":
{ Args: { "full"?: boolean }; Returns: Json
},
"read_health":
{ Args: { "full"?: boolean }; Returns: Json
},
"read_prices":
{ Args: { "at"?: string,"currency"?: string,"interval"?: string,"metal"?: string,"unit"?: string,"window"?: string }; Returns: Json
},
"read_prices_at":
{ Args: { "at": string,"currency"?: string,"match"?: string,"metal"?: string,"unit"?: string }; Returns: Json
},
"record_backfill":
{ Args: { "chunk": Json,"fx": Json,"metals": (string)[],"prices": (number)[],"refused": number,"times": (string)[] }; Returns: Json
},
"record_pull":
{ Args: { "pull": Json }; Returns: Json
},
"set_alert_webhook":
{ Args: { "format"?: string,"secret": string,"url": string }; Returns: undefined
},
"set_project_address":
{ Args: { "project_url": string,"secret_key": string }; Returns: Json
},
"update_config":
{ Args: { "changed_by": string,"client"?: string,"expected_version": number,"patch": Json }; Returns: Json
}
}
Enums: {
[_ in never]: never
}
CompositeTypes: {
[_ in never]: never
}
}
}
type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>
type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]
export type Tables<
DefaultSchemaTableNameOrOptions extends
| keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
| { schema: keyof DatabaseWithoutInternals },
TableName extends DefaultSchemaTableNameOrOptions extends {
schema: keyof DatabaseWithoutInternals
}
? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
: never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
Row: infer R
}
? R
: never
: DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
Row: infer R
}
? R
: never
: never
export type TablesInsert<
DefaultSchemaTableNameOrOptions extends
| keyof DefaultSchema["Tables"]
| { schema: keyof DatabaseWithoutInternals },
TableName extends DefaultSchemaTableNameOrOptions extends {
schema: keyof DatabaseWithoutInternals
}
? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
: never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
Insert: infer I
}
? I
: never
: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
Insert: infer I
}
? I
: never
: never
export type TablesUpdate<
DefaultSchemaTableNameOrOptions extends
| keyof DefaultSchema["Tables"]
| { schema: keyof DatabaseWithoutInternals },
TableName extends DefaultSchemaTableNameOrOptions extends {
schema: keyof DatabaseWithoutInternals
}
? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
: never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
Update: infer U
}
? U
: never
: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
Update: infer U
}
? U
: never
: never
export type Enums<
DefaultSchemaEnumNameOrOptions extends
| keyof DefaultSchema["Enums"]
| { schema: keyof DatabaseWithoutInternals },
EnumName extends DefaultSchemaEnumNameOrOptions extends {
schema: keyof DatabaseWithoutInternals
}
? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
: never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
: DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
: never
export type CompositeTypes<
PublicCompositeTypeNameOrOptions extends
| keyof DefaultSchema["CompositeTypes"]
| { schema: keyof DatabaseWithoutInternals },
CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
schema: keyof DatabaseWithoutInternals
}
? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
: never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
: PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
: never
export const Constants = {
"public": {
Enums: {
}
}
} as const
