import { perLanguage } from '../../../strings/language.ts';

const keys = ['note', 'tip', 'important', 'warning', 'caution', 'info', 'danger', 'details', 'done', 'todo'] as const;

/** The words that the marks of other programs stand for. */
export type MarkWords = Readonly<Record<(typeof keys)[number], string>>;

/** In the language of an article (BCP 47); in English where there is no other table. */
export const markWords = perLanguage((tag): MarkWords => {
  const { language, script } = new Intl.Locale(tag).maximize();
  const row = tables[`${language}-${script}`] ?? tables[language] ?? tables.en!;
  const words = row.split('|');
  return Object.fromEntries(keys.map((key, index) => [key, words[index]!])) as MarkWords;
});

const tables: Readonly<Record<string, string>> = {
  ar: 'ملاحظة|نصيحة|مهم|تحذير|تنبيه|معلومات|خطر|التفاصيل|تم|لم يتم',
  cs: 'Poznámka|Tip|Důležité|Varování|Pozor|Informace|Nebezpečí|Podrobnosti|Hotovo|K vyřízení',
  da: 'Bemærk|Tip|Vigtigt|Advarsel|Forsigtig|Info|Fare|Detaljer|Udført|Skal gøres',
  de: 'Hinweis|Tipp|Wichtig|Warnung|Vorsicht|Info|Gefahr|Einzelheiten|Erledigt|Offen',
  en: 'Note|Tip|Important|Warning|Caution|Info|Danger|Details|Done|To do',
  es: 'Nota|Consejo|Importante|Advertencia|Precaución|Información|Peligro|Detalles|Hecho|Pendiente',
  fi: 'Huomautus|Vinkki|Tärkeää|Varoitus|Huomio|Tiedoksi|Vaara|Lisätiedot|Tehty|Tekemättä',
  fr: 'Remarque|Astuce|Important|Avertissement|Attention|Info|Danger|Détails|Fait|À faire',
  he: 'הערה|טיפ|חשוב|אזהרה|זהירות|מידע|סכנה|פרטים|בוצע|לביצוע',
  it: 'Nota|Suggerimento|Importante|Avviso|Attenzione|Informazioni|Pericolo|Dettagli|Fatto|Da fare',
  ja: '注|ヒント|重要|警告|注意|情報|危険|詳細|完了|未完了',
  ko: '참고|팁|중요|경고|주의|정보|위험|자세히|완료|할 일',
  nb: 'Merk|Tips|Viktig|Advarsel|Forsiktig|Info|Fare|Detaljer|Gjort|Gjenstår',
  nl: 'Opmerking|Tip|Belangrijk|Waarschuwing|Let op|Info|Gevaar|Details|Gedaan|Te doen',
  pl: 'Uwaga|Wskazówka|Ważne|Ostrzeżenie|Przestroga|Informacja|Niebezpieczeństwo|Szczegóły|Zrobione|Do zrobienia',
  pt: 'Nota|Dica|Importante|Aviso|Cuidado|Informação|Perigo|Detalhes|Feito|Por fazer',
  ru: 'Примечание|Совет|Важно|Предупреждение|Осторожно|Информация|Опасность|Подробности|Сделано|Не сделано',
  sv: 'Obs|Tips|Viktigt|Varning|Försiktighet|Info|Fara|Detaljer|Klart|Att göra',
  tr: 'Not|İpucu|Önemli|Uyarı|Dikkat|Bilgi|Tehlike|Ayrıntılar|Tamamlandı|Yapılacak',
  uk: 'Примітка|Порада|Важливо|Попередження|Обережно|Інформація|Небезпека|Подробиці|Зроблено|Не зроблено',
  zh: '注意|提示|重要|警告|当心|信息|危险|详情|已完成|待办',
  'zh-Hant': '注意|提示|重要|警告|當心|資訊|危險|詳情|已完成|待辦',
};
